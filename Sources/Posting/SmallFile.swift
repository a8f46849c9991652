internal import Command
internal import Streams

/// A small file of the user's: headers, a URL, certificate authorities.
enum SmallFile {
  /// More is no small file.
  private static let maximumSize = 4 * 1024 * 1024

  /// All of it, read as UTF-8; `name` is what wanted it.
  static func text(at path: String, for name: String) throws(Failure) -> String {
    String(decoding: try bytes(at: path, for: name), as: UTF8.self)
  }

  /// All of it.
  static func bytes(at path: String, for name: String) throws(Failure) -> [UInt8] {
    let bytes: [UInt8]?
    do throws(Errno) {
      bytes = try FileDescriptor(opening: path, for: .reading).readAll(atMost: maximumSize)
    } catch {
      throw Failure(.noInput, "\(name): \(path): \(error)")
    }
    guard let bytes else {
      throw Failure(.noInput, "\(name): \(path): too large for what it should hold")
    }
    return bytes
  }
}
