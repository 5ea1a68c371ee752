"""The design system: tokens, components, page shells, words of the screen in three languages."""
