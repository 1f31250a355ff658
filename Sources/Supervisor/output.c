// The outputs: both ends are kept, and all of them is read, so that no program waits for a reader.

#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#include "supervisor.h"

static uint8_t *reserve(size_t size) {
  // Pages are only taken when they are written to.
  void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                     -1, 0);
  if (bytes == MAP_FAILED) refuse("there is no memory for the output", NULL, errno);
  return bytes;
}

/// For each place in the text: how long a beginning of the text ends there (Knuth, Morris, Pratt).
static void prepare(struct stream *stream) {
  stream->fallback[0] = 0;
  size_t length = 0;
  for (size_t index = 1; index < stream->omitted_size; index++) {
    while (length > 0 && stream->omitted[index] != stream->omitted[length])
      length = stream->fallback[length - 1];
    if (stream->omitted[index] == stream->omitted[length]) length++;
    stream->fallback[index] = (uint8_t)length;
  }
}

void open_stream(struct stream *stream, uint64_t limit, const char *omitted) {
  memset(stream, 0, sizeof *stream);
  stream->limit = (size_t)limit;
  stream->head = reserve(stream->limit);
  stream->ring = reserve(stream->limit);
  stream->omitted = omitted;
  stream->omitted_size = strlen(omitted);
  if (stream->omitted_size > 0) prepare(stream);
}

static void keep(struct stream *stream, const uint8_t *bytes, size_t size) {
  if (stream->total < stream->limit) {
    size_t room = stream->limit - (size_t)stream->total;
    size_t count = size < room ? size : room;
    memcpy(stream->head + stream->total, bytes, count);
    stream->total += count;
    bytes += count;
    size -= count;
  }
  while (size > 0) {
    size_t place = (size_t)((stream->total - stream->limit) % stream->limit);
    size_t room = stream->limit - place;
    size_t count = size < room ? size : room;
    memcpy(stream->ring + place, bytes, count);
    stream->total += count;
    bytes += count;
    size -= count;
  }
}

/// Keeps the bytes without the omitted text, which may be cut over several calls.
static void keep_rest(struct stream *stream, const uint8_t *bytes, size_t size) {
  const uint8_t *const omitted = (const uint8_t *)stream->omitted;
  size_t index = 0;
  while (index < size) {
    if (stream->matched == 0) {
      const uint8_t *next = memchr(bytes + index, omitted[0], size - index);
      size_t plain = next ? (size_t)(next - bytes) - index : size - index;
      keep(stream, bytes + index, plain);
      index += plain;
      if (!next) return;
    }
    while (stream->matched > 0 && bytes[index] != omitted[stream->matched]) {
      size_t shorter = stream->fallback[stream->matched - 1];
      keep(stream, omitted, stream->matched - shorter);
      stream->matched = shorter;
    }
    if (bytes[index] == omitted[stream->matched]) {
      stream->matched++;
      if (stream->matched == stream->omitted_size) stream->matched = 0;
    } else {
      keep(stream, bytes + index, 1);
    }
    index++;
  }
}

void append(struct stream *stream, const uint8_t *bytes, size_t size) {
  if (stream->omitted_size == 0) keep(stream, bytes, size);
  else keep_rest(stream, bytes, size);
}

void close_stream(struct stream *stream) {
  keep(stream, (const uint8_t *)stream->omitted, stream->matched);
  stream->matched = 0;
}
