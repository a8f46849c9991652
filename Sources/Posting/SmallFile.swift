internal import Command
internal import Streams

/// A small file of the user's: headers, a URL, certificate authorities, secrets.
enum SmallFile {
  /// More is no small file.
  private static let maximumSize = 4 * 1024 * 1024

  /// All of it, read as UTF-8; `name` is what wanted it.
  static func text(at path: String, for name: String) throws(Failure) -> String {
    try text(of: .file(path), for: name)
  }

  /// All of it.
  static func bytes(at path: String, for name: String) throws(Failure) -> [UInt8] {
    try bytes(of: .file(path), for: name)
  }

  /// All of it, read as UTF-8, if what is opened passes `check`.
  static func text(
    of address: Address, for name: String,
    check: (FileStatus) throws(Failure) -> Void = { _ throws(Failure) in }
  ) throws(Failure) -> String {
    String(decoding: try bytes(of: address, for: name, check: check), as: UTF8.self)
  }

  private static func bytes(
    of address: Address, for name: String,
    check: (FileStatus) throws(Failure) -> Void = { _ throws(Failure) in }
  ) throws(Failure) -> [UInt8] {
    let file = try open(address, for: name)
    let place = "\(name): \(address.inputName)"
    let status: FileStatus
    do throws(Errno) { status = try file.status } catch {
      throw Failure(.noInput, "\(place): \(error)")
    }
    try check(status)
    let bytes: [UInt8]?
    do throws(Errno) { bytes = try file.readAll(atMost: maximumSize) } catch {
      throw Failure(.noInput, "\(place): \(error)")
    }
    guard let bytes else { throw Failure(.noInput, "\(place): too large for what it should hold") }
    return bytes
  }

  private static func open(
    _ address: Address, for name: String
  ) throws(Failure) -> FileDescriptor {
    guard case .file(let path) = address else {
      do throws(AddressError) { return try address.openForReading() } catch {
        throw Failure(.noInput, "\(name): \(error.message)")
      }
    }
    // A named pipe is waited for: who writes into it may come later.
    do throws(Errno) { return try FileDescriptor(opening: path, for: .reading) } catch {
      throw Failure(.noInput, "\(name): \(path): \(error)")
    }
  }
}
