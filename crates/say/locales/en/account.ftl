# Signing in, one's password.
account-sign-in = Sign in
account-sign-in-to = Sign in to { $workspace }
account-email = E-mail
account-password = Password
account-none = No account? Ask an administrator for one.
account-change = Change password
account-change-yours = Change your password
account-signs-out = { $name }, this signs you out everywhere else.
account-old = Present password
account-new = New password
