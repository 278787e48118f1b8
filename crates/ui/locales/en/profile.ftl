# One's own profile.
profile-language = Language
profile-language-workspace = As the workspace
