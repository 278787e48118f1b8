# Long texts.
prose-more = More
prose-less = Less
