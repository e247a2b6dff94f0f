# Placeholder until the theme is here.
