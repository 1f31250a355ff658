#include "PowerCutVFS.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// MARK: The disk

/// What was done to the disk.
enum operation_kind { WRITE, TRUNCATE, SYNC, CREATE, DELETE, SYNC_FOLDER };

/// One operation. Files go by number, for a name may come to mean another file.
typedef struct {
  enum operation_kind kind;
  size_t file;
  size_t offset;  // of a write; the new size of a truncation
  size_t count;
  unsigned char *bytes;  // of a write; owned
  char *name;            // of a creation or deletion; owned
} operation;

/// The bytes of a file, as its process sees them.
typedef struct {
  unsigned char *bytes;
  size_t size, capacity;
} content;

/// A name in the folder.
typedef struct {
  char *name;
  size_t file;
} entry;

struct powercut_disk {
  sqlite3_vfs vfs;
  pthread_mutex_t lock;
  operation *log;
  size_t position, log_capacity;
  content *files;
  size_t file_count, file_capacity;
  entry *names;
  size_t name_count, name_capacity;
  size_t used, capacity, sync_count;
  unsigned sync_delay;
};

/// Makes room for one more element of an array.
static bool grow(void **array, size_t count, size_t *capacity, size_t size) {
  if (count < *capacity) return true;
  size_t larger = *capacity ? 2 * *capacity : 16;
  void *moved = realloc(*array, larger * size);
  if (!moved) return false;
  *array = moved;
  *capacity = larger;
  return true;
}

static bool log_operation(powercut_disk *disk, operation done) {
  if (!grow((void **)&disk->log, disk->position, &disk->log_capacity, sizeof done)) return false;
  disk->log[disk->position++] = done;
  return true;
}

static entry *find(powercut_disk *disk, const char *name) {
  for (size_t i = 0; i < disk->name_count; i++)
    if (strcmp(disk->names[i].name, name) == 0) return &disk->names[i];
  return NULL;
}

/// Adds a file without a name; SIZE_MAX without memory.
static size_t add_file(powercut_disk *disk) {
  if (!grow((void **)&disk->files, disk->file_count, &disk->file_capacity, sizeof(content)))
    return SIZE_MAX;
  disk->files[disk->file_count] = (content){0};
  return disk->file_count++;
}

static bool set_name(powercut_disk *disk, const char *name, size_t file) {
  entry *known = find(disk, name);
  if (known) {
    known->file = file;
    return true;
  }
  char *copy = strdup(name);
  if (!copy || !grow((void **)&disk->names, disk->name_count, &disk->name_capacity, sizeof(entry)))
    return false;
  disk->names[disk->name_count++] = (entry){copy, file};
  return true;
}

static void remove_name(powercut_disk *disk, const char *name) {
  entry *known = find(disk, name);
  if (!known) return;
  free(known->name);
  *known = disk->names[--disk->name_count];
}

static bool resize(content *file, size_t size) {
  if (size > file->capacity) {
    size_t capacity = size > 2 * file->capacity ? size : 2 * file->capacity;
    unsigned char *moved = realloc(file->bytes, capacity);
    if (!moved) return false;
    file->bytes = moved;
    file->capacity = capacity;
  }
  if (size > file->size) memset(file->bytes + file->size, 0, size - file->size);
  file->size = size;
  return true;
}

static bool put(content *file, size_t offset, const void *bytes, size_t count) {
  if (offset + count > file->size && !resize(file, offset + count)) return false;
  memcpy(file->bytes + offset, bytes, count);
  return true;
}

/// Creates an empty file under a name and logs it; SIZE_MAX without memory.
static size_t create_file(powercut_disk *disk, const char *name) {
  size_t file = add_file(disk);
  char *copy = strdup(name);
  if (file == SIZE_MAX || !copy || !set_name(disk, name, file)) return SIZE_MAX;
  bool logged = log_operation(disk, (operation){.kind = CREATE, .file = file, .name = copy});
  return logged ? file : SIZE_MAX;
}

static int write_file(
    powercut_disk *disk, size_t number, size_t offset, const void *bytes, size_t count) {
  content *file = &disk->files[number];
  size_t growth = offset + count > file->size ? offset + count - file->size : 0;
  if (disk->used + growth > disk->capacity) return SQLITE_FULL;
  unsigned char *copy = malloc(count ? count : 1);
  if (!copy || !put(file, offset, bytes, count)) return SQLITE_IOERR_NOMEM;
  memcpy(copy, bytes, count);
  disk->used += growth;
  operation done = {
      .kind = WRITE, .file = number, .offset = offset, .count = count, .bytes = copy};
  return log_operation(disk, done) ? SQLITE_OK : SQLITE_IOERR_NOMEM;
}

// MARK: The cut

/// SplitMix64: a known sequence for each seed.
static uint64_t next_random(uint64_t *state) {
  uint64_t word = *state += 0x9E3779B97F4A7C15;
  word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
  word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
  return word ^ (word >> 31);
}

static bool chance(uint64_t *state, double probability) {
  return (double)(next_random(state) >> 11) * 0x1p-53 < probability;
}

/// Applies a write that was not synchronized. A lost sector keeps what it held, or, one time in
/// eight, holds nonsense: the power failed while it was being written.
static bool put_some(content *file, const operation *write, double keep, uint64_t *random) {
  size_t end = write->offset + write->count;
  for (size_t start = write->offset; start < end;) {
    size_t stop = (start / 512 + 1) * 512;
    if (stop > end) stop = end;
    if (chance(random, keep)) {
      if (!put(file, start, write->bytes + (start - write->offset), stop - start)) return false;
    } else if (chance(random, 0.125)) {
      unsigned char nonsense[512];
      for (size_t i = 0; i < sizeof nonsense; i++) nonsense[i] = (unsigned char)next_random(random);
      if (!put(file, start, nonsense, stop - start)) return false;
    } else if (stop > file->size && chance(random, 0.5)) {
      // The size of the file became durable, its bytes did not.
      if (!resize(file, stop)) return false;
    }
    start = stop;
  }
  return true;
}

/// What of a log is durable at its end: for each file, and for the folder, everything before the
/// latest sync.
typedef struct {
  size_t *file_syncs;
  size_t folder_sync;
} durability;

static bool find_durable(powercut_disk *disk, size_t position, durability *durable) {
  durable->file_syncs = calloc(disk->file_count + 1, sizeof(size_t));
  durable->folder_sync = 0;
  if (!durable->file_syncs) return false;
  for (size_t i = 0; i < position; i++) {
    if (disk->log[i].kind == SYNC) durable->file_syncs[disk->log[i].file] = i;
    if (disk->log[i].kind == SYNC_FOLDER) durable->folder_sync = i;
  }
  return true;
}

/// Replays one operation on another disk, whose files have the same numbers.
static bool replay(
    powercut_disk *after, const operation *done, bool is_durable, double keep, uint64_t *random) {
  content *file = &after->files[done->file];
  switch (done->kind) {
    case WRITE:
      return is_durable ? put(file, done->offset, done->bytes, done->count)
                        : put_some(file, done, keep, random);
    case TRUNCATE:
      return is_durable || chance(random, keep) ? resize(file, done->offset) : true;
    case CREATE:
      return is_durable || chance(random, keep) ? set_name(after, done->name, done->file) : true;
    case DELETE:
      if (is_durable || chance(random, keep)) remove_name(after, done->name);
      return true;
    case SYNC:
    case SYNC_FOLDER:
      return true;
  }
  return false;
}

/// Logs what a disk holds as its durable beginning, so that its own power can be cut later.
static bool log_beginning(powercut_disk *disk) {
  for (size_t i = 0; i < disk->name_count; i++) {
    size_t number = disk->names[i].file;
    content *file = &disk->files[number];
    char *name = strdup(disk->names[i].name);
    unsigned char *bytes = malloc(file->size + 1);
    if (!name || !bytes) return false;
    if (file->size) memcpy(bytes, file->bytes, file->size);
    disk->used += file->size;
    operation create = {.kind = CREATE, .file = number, .name = name};
    operation write = {.kind = WRITE, .file = number, .count = file->size, .bytes = bytes};
    operation sync = {.kind = SYNC, .file = number};
    if (!log_operation(disk, create) || !log_operation(disk, write) || !log_operation(disk, sync))
      return false;
  }
  return log_operation(disk, (operation){.kind = SYNC_FOLDER});
}

static bool replay_log(
    powercut_disk *disk, powercut_disk *after, size_t position, double keep, uint64_t random) {
  durability durable;
  if (!find_durable(disk, position, &durable)) return false;
  bool ok = true;
  while (ok && after->file_count < disk->file_count) ok = add_file(after) != SIZE_MAX;
  for (size_t i = 0; ok && i < position; i++) {
    const operation *done = &disk->log[i];
    bool is_name = done->kind == CREATE || done->kind == DELETE;
    bool is_durable = i < (is_name ? durable.folder_sync : durable.file_syncs[done->file]);
    ok = replay(after, done, is_durable, keep, &random);
  }
  free(durable.file_syncs);
  return ok && log_beginning(after);
}

powercut_disk *powercut_cut(
    powercut_disk *disk, const char *name, size_t position, double keep, uint64_t seed) {
  powercut_disk *after = powercut_create(name);
  if (!after) return NULL;
  pthread_mutex_lock(&disk->lock);
  if (position > disk->position) position = disk->position;
  bool ok = replay_log(disk, after, position, keep, seed);
  pthread_mutex_unlock(&disk->lock);
  if (ok) return after;
  powercut_destroy(after);
  return NULL;
}

// MARK: Files, as SQLite sees them

typedef struct {
  sqlite3_file base;
  powercut_disk *disk;
  size_t number;
  bool syncs_folder;
  char *temporary;  // the name of a file to delete when it is closed; owned
} open_file;

static int file_close(sqlite3_file *base) {
  open_file *file = (open_file *)base;
  if (file->temporary) {
    pthread_mutex_lock(&file->disk->lock);
    remove_name(file->disk, file->temporary);
    pthread_mutex_unlock(&file->disk->lock);
    free(file->temporary);
  }
  return SQLITE_OK;
}

static int file_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
  open_file *file = (open_file *)base;
  pthread_mutex_lock(&file->disk->lock);
  content *held = &file->disk->files[file->number];
  size_t start = (size_t)offset, wanted = (size_t)count;
  size_t there = start < held->size ? held->size - start : 0;
  if (there > wanted) there = wanted;
  if (there) memcpy(bytes, held->bytes + start, there);
  memset((char *)bytes + there, 0, wanted - there);
  pthread_mutex_unlock(&file->disk->lock);
  return there == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
  open_file *file = (open_file *)base;
  pthread_mutex_lock(&file->disk->lock);
  int result = write_file(file->disk, file->number, (size_t)offset, bytes, (size_t)count);
  pthread_mutex_unlock(&file->disk->lock);
  return result;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 size) {
  open_file *file = (open_file *)base;
  powercut_disk *disk = file->disk;
  pthread_mutex_lock(&disk->lock);
  content *held = &disk->files[file->number];
  size_t before = held->size;
  operation done = {.kind = TRUNCATE, .file = file->number, .offset = (size_t)size};
  bool ok = resize(held, (size_t)size) && log_operation(disk, done);
  if (ok) disk->used = disk->used + held->size - before;
  pthread_mutex_unlock(&disk->lock);
  return ok ? SQLITE_OK : SQLITE_IOERR_NOMEM;
}

static int file_sync(sqlite3_file *base, int flags) {
  (void)flags;
  open_file *file = (open_file *)base;
  powercut_disk *disk = file->disk;
  if (disk->sync_delay) usleep(disk->sync_delay);
  pthread_mutex_lock(&disk->lock);
  bool ok = log_operation(disk, (operation){.kind = SYNC, .file = file->number});
  disk->sync_count++;
  if (ok && file->syncs_folder) {
    ok = log_operation(disk, (operation){.kind = SYNC_FOLDER});
    file->syncs_folder = false;
  }
  pthread_mutex_unlock(&disk->lock);
  return ok ? SQLITE_OK : SQLITE_IOERR_NOMEM;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
  open_file *file = (open_file *)base;
  pthread_mutex_lock(&file->disk->lock);
  *size = (sqlite3_int64)file->disk->files[file->number].size;
  pthread_mutex_unlock(&file->disk->lock);
  return SQLITE_OK;
}

static int file_lock(sqlite3_file *base, int level) {
  (void)base, (void)level;
  return SQLITE_OK;
}

static int file_check_lock(sqlite3_file *base, int *is_reserved) {
  (void)base;
  *is_reserved = 0;
  return SQLITE_OK;
}

static int file_control(sqlite3_file *base, int operation, void *argument) {
  (void)base, (void)operation, (void)argument;
  return SQLITE_NOTFOUND;
}

static int file_sector_size(sqlite3_file *base) {
  (void)base;
  return 4096;
}

static int file_characteristics(sqlite3_file *base) {
  (void)base;
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

static const sqlite3_io_methods file_methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_lock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector_size,
    .xDeviceCharacteristics = file_characteristics,
};

// MARK: The folder, as SQLite sees it

static int disk_open(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *base, int flags, int *out_flags) {
  powercut_disk *disk = vfs->pAppData;
  open_file *file = (open_file *)base;
  *file = (open_file){.disk = disk};
  char *temporary = NULL;
  if (!name) {
    temporary = sqlite3_mprintf("temporary-%p", (void *)file);
    file->temporary = temporary ? strdup(temporary) : NULL;
    sqlite3_free(temporary);
    if (!file->temporary) return SQLITE_IOERR_NOMEM;
    name = file->temporary;
  }
  pthread_mutex_lock(&disk->lock);
  entry *known = find(disk, name);
  bool is_new = !known && (flags & SQLITE_OPEN_CREATE);
  file->number = known ? known->file : is_new ? create_file(disk, name) : SIZE_MAX;
  pthread_mutex_unlock(&disk->lock);
  if (file->number == SIZE_MAX) {
    free(file->temporary);
    return SQLITE_CANTOPEN;
  }
  int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
  file->syncs_folder = is_new && (flags & journals);
  if (out_flags) *out_flags = flags;
  file->base.pMethods = &file_methods;
  return SQLITE_OK;
}

static int disk_delete(sqlite3_vfs *vfs, const char *name, int syncs_folder) {
  powercut_disk *disk = vfs->pAppData;
  pthread_mutex_lock(&disk->lock);
  int result = SQLITE_IOERR_DELETE_NOENT;
  entry *known = find(disk, name);
  if (known) {
    disk->used -= disk->files[known->file].size;
    operation done = {.kind = DELETE, .file = known->file, .name = strdup(name)};
    bool ok = done.name && log_operation(disk, done);
    remove_name(disk, name);
    if (ok && syncs_folder) ok = log_operation(disk, (operation){.kind = SYNC_FOLDER});
    result = ok ? SQLITE_OK : SQLITE_IOERR_NOMEM;
  }
  pthread_mutex_unlock(&disk->lock);
  return result;
}

/// As the unix VFS does it, an empty file counts as none.
static int disk_access(sqlite3_vfs *vfs, const char *name, int flags, int *result) {
  (void)flags;
  powercut_disk *disk = vfs->pAppData;
  pthread_mutex_lock(&disk->lock);
  entry *known = find(disk, name);
  *result = known && disk->files[known->file].size > 0;
  pthread_mutex_unlock(&disk->lock);
  return SQLITE_OK;
}

static int disk_full_path(sqlite3_vfs *vfs, const char *name, int size, char *path) {
  (void)vfs;
  sqlite3_snprintf(size, path, "%s", name);
  return SQLITE_OK;
}

static int disk_randomness(sqlite3_vfs *vfs, int count, char *bytes) {
  (void)vfs;
  sqlite3_vfs *system = sqlite3_vfs_find(NULL);
  return system->xRandomness(system, count, bytes);
}

static int disk_sleep(sqlite3_vfs *vfs, int microseconds) {
  (void)vfs;
  return microseconds;
}

static int disk_time(sqlite3_vfs *vfs, double *days) {
  (void)vfs;
  sqlite3_vfs *system = sqlite3_vfs_find(NULL);
  return system->xCurrentTime(system, days);
}

static int disk_last_error(sqlite3_vfs *vfs, int count, char *text) {
  (void)vfs, (void)count, (void)text;
  return 0;
}

powercut_disk *powercut_create(const char *name) {
  powercut_disk *disk = calloc(1, sizeof *disk);
  char *copy = strdup(name);
  if (!disk || !copy) {
    free(disk);
    free(copy);
    return NULL;
  }
  pthread_mutex_init(&disk->lock, NULL);
  disk->capacity = SIZE_MAX / 2;
  disk->vfs = (sqlite3_vfs){
      .iVersion = 1,
      .szOsFile = sizeof(open_file),
      .mxPathname = 1024,
      .zName = copy,
      .pAppData = disk,
      .xOpen = disk_open,
      .xDelete = disk_delete,
      .xAccess = disk_access,
      .xFullPathname = disk_full_path,
      .xRandomness = disk_randomness,
      .xSleep = disk_sleep,
      .xCurrentTime = disk_time,
      .xGetLastError = disk_last_error,
  };
  if (sqlite3_vfs_register(&disk->vfs, 0) == SQLITE_OK) return disk;
  free(copy);
  free(disk);
  return NULL;
}

void powercut_destroy(powercut_disk *disk) {
  sqlite3_vfs_unregister(&disk->vfs);
  for (size_t i = 0; i < disk->position; i++) {
    free(disk->log[i].bytes);
    free(disk->log[i].name);
  }
  for (size_t i = 0; i < disk->file_count; i++) free(disk->files[i].bytes);
  for (size_t i = 0; i < disk->name_count; i++) free(disk->names[i].name);
  free(disk->log);
  free(disk->files);
  free(disk->names);
  free((char *)disk->vfs.zName);
  pthread_mutex_destroy(&disk->lock);
  free(disk);
}

size_t powercut_position(powercut_disk *disk) {
  pthread_mutex_lock(&disk->lock);
  size_t position = disk->position;
  pthread_mutex_unlock(&disk->lock);
  return position;
}

size_t powercut_sync_count(powercut_disk *disk) {
  pthread_mutex_lock(&disk->lock);
  size_t count = disk->sync_count;
  pthread_mutex_unlock(&disk->lock);
  return count;
}

size_t powercut_size(powercut_disk *disk, const char *name) {
  pthread_mutex_lock(&disk->lock);
  entry *known = find(disk, name);
  size_t size = known ? disk->files[known->file].size : 0;
  pthread_mutex_unlock(&disk->lock);
  return size;
}

void powercut_sync_folder(powercut_disk *disk) {
  pthread_mutex_lock(&disk->lock);
  // Without memory for the log the folder counts as not synchronized: a test then fails, rightly.
  (void)log_operation(disk, (operation){.kind = SYNC_FOLDER});
  pthread_mutex_unlock(&disk->lock);
}

void powercut_set_sync_delay(powercut_disk *disk, unsigned microseconds) {
  // Set before the disk is used.
  disk->sync_delay = microseconds;
}

void powercut_set_capacity(powercut_disk *disk, size_t bytes) {
  pthread_mutex_lock(&disk->lock);
  disk->capacity = bytes;
  pthread_mutex_unlock(&disk->lock);
}
