"""Files of files -> their members, unpacked in child processes with limits.

unpack   a zip, tar or twice compressed file -> the files in it
members  in a child: the files in it, sent or written
"""
