// The only file of this module that may say `unsafe`, and that calls libc: its time zones, and how it
// gives memory back.
import CSystem
import Glibc

/// Seconds that the process's zone is ahead of UTC at a moment.
///
/// Safe: `localtime_r` writes one `tm` and reads the moment, both live for the call.
func localOffset(at time: Int64) -> Int64 {
  var moment = time_t(time)
  var parts = unsafe tm()
  let result = unsafe localtime_r(&moment, &parts)
  return unsafe result == nil ? 0 : Int64(parts.tm_gmtoff)
}

/// Makes `name` the process's zone.
///
/// Safe: the string lives for the call, and no other thread reads the environment.
func setLocalZone(_ name: String) {
  unsafe _ = setenv("TZ", name, 1)
  tzset()
}

/// Lets every large block of memory go back to the system as soon as it is freed.
///
/// An array that grows leaves its old block behind. By default glibc begins to keep such blocks, up to
/// 32 MB each, where nothing else will ever fit: a quarter of all memory for a million customers.
func returnLargeBlocks() {
  _ = mallopt(M_MMAP_THRESHOLD, 1 << 20)
}
