/// What is done with files by their names.
package enum Files {
  /// Takes a name away (`unlink(2)`).
  package static func remove(_ path: String) throws(Errno) { try Syscalls.unlink(path) }

  /// Gives a file a second name; throws ``Errno/exists`` where that is taken (`link(2)`).
  package static func link(_ path: String, as name: String) throws(Errno) {
    try Syscalls.link(path, name)
  }

  /// Gives a file another name, in place of what had it (`rename(2)`).
  package static func rename(_ path: String, to name: String) throws(Errno) {
    try Syscalls.rename(path, name)
  }

  /// Brings a file, or the names in a folder, safely to the disk (`fsync(2)`).
  package static func synchronize(_ path: String) throws(Errno) {
    let file = try FileDescriptor(opening: path, for: .reading)
    try Syscalls.synchronize(file.number)
  }

  /// The folder that a path's last name stands in: `.` where it says none.
  package static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
