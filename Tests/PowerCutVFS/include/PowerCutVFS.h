// A disk in memory whose power can be cut: a SQLite VFS for tests.
//
// It keeps a log of every write, truncation, sync, creation and deletion. A cut takes the log up to
// some position and builds the disk that a machine might find after its power came back: what was
// synchronized is there; of everything else each 512-byte sector and each change of the folder is
// there or lost at random, independently, in any order.
//
// What is modelled as SQLite's own unix VFS does it: the first sync of a new journal or log also
// synchronizes the folder; deleting does so only when SQLite asks for it; the name of a new database
// is not durable before its folder was synchronized; a write never harms bytes outside its range
// (SQLITE_IOCAP_POWERSAFE_OVERWRITE). Locks always succeed: a disk belongs to one connection.
//
// Every function may be called from any thread.
#ifndef POWER_CUT_VFS_H
#define POWER_CUT_VFS_H

#include <stddef.h>
#include <stdint.h>

typedef struct powercut_disk powercut_disk;

/// Creates an empty disk and registers it as a VFS under `name`; NULL without memory.
powercut_disk *powercut_create(const char *name);

/// Unregisters and frees a disk; its connections must be closed.
void powercut_destroy(powercut_disk *disk);

/// The number of operations logged so far.
size_t powercut_position(powercut_disk *disk);

/// The number of syncs of files logged so far.
size_t powercut_sync_count(powercut_disk *disk);

/// The size of a file in bytes; 0 if there is none.
size_t powercut_size(powercut_disk *disk, const char *name);

/// Makes creations and deletions durable, as fsync of the folder does.
void powercut_sync_folder(powercut_disk *disk);

/// Gives the disk room for so many bytes; a write that needs more fails with SQLITE_FULL.
void powercut_set_capacity(powercut_disk *disk, size_t bytes);

/// Makes every sync of a file wait before it counts, as a real disk does.
void powercut_set_sync_delay(powercut_disk *disk, unsigned microseconds);

/// The disk after a cut before the operation at `position`, registered under `name`.
///
/// What was not synchronized is kept with the probability `keep`. The same arguments give the same
/// disk. NULL without memory.
powercut_disk *powercut_cut(
    powercut_disk *disk, const char *name, size_t position, double keep, uint64_t seed);

#endif
