# Bytes that are no UTF-8, lone surrogates and zeros are kept, not mended.
#: outcome exited 0
#: stdout base64 /8CA7aCA9I+/vwD+
import os

os.write(1, b"\xff\xc0\x80\xed\xa0\x80\xf4\x8f\xbf\xbf\x00\xfe")
