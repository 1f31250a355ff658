// The record, all numbers little-endian:
//
//   "SBR1"           4 bytes
//   14 numbers       8 bytes each: end, status or signal, wall µs, processor µs, peak KiB;
//                    for stdout, then stderr: bytes written, bytes of its head, bytes of its tail;
//                    bytes of the message; the version of Landlock; one that is 0
//   texts            message, head and tail of stdout, head and tail of stderr
//
// The head is the first bytes of an output up to its limit; the tail is the last of those that came
// after the head.

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "supervisor.h"

bool write_all(int fd, const void *bytes, size_t size) {
  const uint8_t *next = bytes;
  while (size > 0) {
    ssize_t count = write(fd, next, size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    next += count;
    size -= (size_t)count;
  }
  return true;
}

static size_t head_size(const struct stream *stream) {
  return stream->total < stream->limit ? (size_t)stream->total : stream->limit;
}

static size_t tail_size(const struct stream *stream) {
  uint64_t after = stream->total - head_size(stream);
  return after < stream->limit ? (size_t)after : stream->limit;
}

/// Writes the ring in the order in which it was filled.
static bool write_tail(const struct stream *stream) {
  size_t size = tail_size(stream);
  size_t start = 0;
  if (size == stream->limit && size > 0)
    start = (size_t)((stream->total - stream->limit) % stream->limit);
  return write_all(STDOUT_FILENO, stream->ring + start, size - start) &&
         write_all(STDOUT_FILENO, stream->ring, start);
}

static bool write_head(const uint64_t numbers[14]) {
  uint8_t bytes[4 + 14 * 8];
  memcpy(bytes, "SBR1", 4);
  memcpy(bytes + 4, numbers, 14 * 8);
  return write_all(STDOUT_FILENO, bytes, sizeof bytes);
}

void write_record(const struct outcome *outcome, const struct stream *out,
                  const struct stream *err) {
  const uint64_t numbers[14] = {
      outcome->end,   (uint64_t)outcome->status, outcome->wall_us, outcome->cpu_us,
      outcome->peak_kib, out->total,             head_size(out),   tail_size(out),
      err->total,     head_size(err),            tail_size(err),   0,
      (uint64_t)landlock_version(), 0,
  };
  // If the reader is gone, nobody is left who could be told.
  (void)(write_head(numbers) && write_all(STDOUT_FILENO, out->head, head_size(out)) &&
         write_tail(out) && write_all(STDOUT_FILENO, err->head, head_size(err)) &&
         write_tail(err));
}

_Noreturn void refuse(const char *what, const char *about, int error) {
  char message[1024];
  snprintf(message, sizeof message, "%s%s%s%s%s", what, about ? ": " : "", about ? about : "",
           error ? ": " : "", error ? strerror(error) : "");
  remove_place();
  uint64_t numbers[14] = {END_REFUSED, (uint64_t)error};
  numbers[11] = strlen(message);
  if (write_head(numbers)) (void)write_all(STDOUT_FILENO, message, strlen(message));
  exit(0);
}
