"""The way in for the command line: one program per session, listening on a socket of its own.

`instance` is the lock, `server` the program's end of the socket, `client` the command line's, `codec` what is said.
Nothing is imported here: the lock is taken before the icon is shown, and the rest is not needed until later.
"""
