// zlib checks by a macro that its caller was built against the same version.
#ifndef STEERBENCH_CZLIB_H
#define STEERBENCH_CZLIB_H

#include <zlib.h>

static inline int steerbench_inflate_init(z_stream *stream, int windowBits) {
  return inflateInit2(stream, windowBits);
}

#endif
