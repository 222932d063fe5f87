"""Files of files: zip and tar -> the files in them, one at a time; damage costs the file it befell.

zip_files    a zip file by its directory
zip_codings  the codings in which it holds its files
tar_files    a tar file by its headers; after damage, from the next header on
expansion    a file, or what a compressed one expands to, read by offset and from front to back
packed_file  one file inside, or why it cannot be had
"""
