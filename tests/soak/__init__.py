"""A long day in a short time on a private desktop: does the real program stay as small as it was?"""
