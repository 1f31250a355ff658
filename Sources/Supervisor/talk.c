// What is said between the supervisor and who started it: one request comes in, one record goes out.
// Numbers are little-endian.

#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "supervisor.h"

// The record:
//
//   "SBR1"           4 bytes
//   14 numbers       8 bytes each: end, status or signal, wall µs, processor µs, peak KiB;
//                    for stdout, then stderr: bytes written, bytes of its head, bytes of its tail;
//                    bytes of the message; the version of Landlock; processes that
//                    could not be ended
//   texts            message, head and tail of stdout, head and tail of stderr
//
// The head is the first bytes of an output up to its limit; the tail is the last of those that came
// after the head.

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
      (uint64_t)landlock_version(), outcome->survivors,
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

// The request:
//
//   "SBQ1"           4 bytes
//   size             8 bytes: how much follows
//   13 numbers       8 bytes each: wall µs, processor µs, memory, total memory, processes, open files,
//                    disk, files, stdout, stderr, flood, random stream, flags (1: fixed layout)
//   3 lists          number of texts, then each: arguments, environment, readable paths
//   2 texts          code, standard input
//
// Counts and lengths are 8 bytes too. In arguments and environment the byte 1 stands for the root of
// the run's own files.

static const size_t largest_request = 64u << 20;

static void read_exactly(uint8_t *bytes, size_t size) {
  while (size > 0) {
    ssize_t count = read(STDIN_FILENO, bytes, size);
    if (count < 0 && errno == EINTR) continue;
    // Nobody is left who could be told.
    if (count <= 0) _exit(1);
    bytes += count;
    size -= (size_t)count;
  }
}

static const uint8_t *cursor;
static size_t left;

static uint64_t next_number(void) {
  if (left < 8) refuse("the request ends early", NULL, 0);
  uint64_t number;
  memcpy(&number, cursor, 8);
  cursor += 8;
  left -= 8;
  return number;
}

static struct blob next_blob(void) {
  uint64_t size = next_number();
  if (size > left) refuse("the request ends early", NULL, 0);
  struct blob blob = {cursor, (size_t)size};
  cursor += size;
  left -= (size_t)size;
  return blob;
}

/// A list of texts, ended by NULL as `execve` wants it.
static char **next_list(void) {
  uint64_t count = next_number();
  if (count > left / 8) refuse("the request ends early", NULL, 0);
  char **list = calloc((size_t)count + 1, sizeof *list);
  if (!list) refuse("there is no memory for the request", NULL, errno);
  for (uint64_t index = 0; index < count; index++) {
    struct blob blob = next_blob();
    list[index] = strndup((const char *)blob.bytes, blob.size);
    if (!list[index]) refuse("there is no memory for the request", NULL, errno);
  }
  return list;
}

void read_request(struct request *request) {
  uint8_t start[12];
  read_exactly(start, sizeof start);
  uint64_t size;
  memcpy(&size, start + 4, 8);
  if (memcmp(start, "SBQ1", 4) != 0 || size > largest_request)
    refuse("the request is of another version", NULL, 0);
  uint8_t *bytes = malloc((size_t)size + 1);
  if (!bytes) refuse("there is no memory for the request", NULL, errno);
  read_exactly(bytes, (size_t)size);
  cursor = bytes;
  left = (size_t)size;

  struct limits *limits = &request->limits;
  uint64_t *const fields[] = {
      &limits->wall_us,    &limits->cpu_us,       &limits->memory,       &limits->total_memory,
      &limits->processes,  &limits->open_files,   &limits->disk,         &limits->files,
      &limits->stdout_bytes, &limits->stderr_bytes, &limits->flood_bytes, &request->random_stream,
  };
  for (size_t index = 0; index < sizeof fields / sizeof *fields; index++)
    *fields[index] = next_number();
  request->fixes_layout = next_number() & 1;
  request->argv = next_list();
  request->env = next_list();
  request->readable = next_list();
  request->code = next_blob();
  request->input = next_blob();
  if (left != 0 || !request->argv[0]) refuse("the request is of another version", NULL, 0);
}
