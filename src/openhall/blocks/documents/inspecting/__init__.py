"""Looking at untrusted bytes, in a process of its own that can do nothing else.

``process.py`` is the side of the hall: it starts one of the other modules with the bytes as its input and reads
back one number. Only those modules import the libraries that unpack pictures and papers.
"""
