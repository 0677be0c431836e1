"""The pure core: values in, values out; the time is an argument."""
