/// A file that one process at a time holds, with its holder's name in it: `1234 mrr-post`.
///
/// An advisory record lock of `fcntl(2)`: it goes with the process, however that ends, so nothing
/// stale is ever left. The file itself stays, unless its holder takes it away (``discard()``).
package struct HolderLock: ~Copyable {
  /// Why it cannot be had.
  package enum Refusal: Error, Equatable, Sendable {
    /// Another process holds it.
    case held(by: Holder)
    case system(Errno)
  }

  /// Who holds it.
  package struct Holder: Equatable, Sendable, CustomStringConvertible {
    /// Its process id; 0 where it cannot be seen from here.
    package var process: Int32
    /// What it wrote of itself: `mrr-post`.
    package var program: String

    package init(process: Int32, program: String) {
      self.process = process
      self.program = program
    }

    /// `process 1234 (mrr-post)`.
    package var description: String {
      let number = process > 0 ? "process \(process)" : "another process"
      return program.isEmpty ? number : "\(number) (\(program))"
    }
  }

  private let file: FileDescriptor
  private let path: String

  /// Takes the lock at `path`, made with mode 0600 if it is not there, under the program's name.
  ///
  /// Throws `held` at once where another process has it. Never take it twice in one process: the
  /// system would grant it.
  package init(taking path: String, as program: String) throws(Refusal) {
    file = try Self.locked(path, as: program)
    self.path = path
  }

  private static func locked(
    _ path: String, as program: String
  ) throws(Refusal) -> FileDescriptor {
    var refused = Holder(process: 0, program: "")
    do throws(Errno) {
      // Between our two questions the holder may leave: then it is free after all.
      for _ in 0..<3 {
        let file = try FileDescriptor(opening: path, for: .locking)
        if try Syscalls.lock(file.number) {
          // A holder that took its file away leaves us with one that nobody else will find.
          guard try isAt(path, file) else { continue }
          try Syscalls.truncate(file.number)
          let text = [UInt8]("\(Syscalls.processID()) \(program)\n".utf8)
          try file.writeAll(text.span)
          return file
        }
        guard let holder = try Syscalls.lockHolder(file.number) else { continue }
        refused = Holder(process: holder, program: Self.program(in: file))
        break
      }
    } catch {
      throw .system(error)
    }
    throw .held(by: refused)
  }

  private static func isAt(
    _ path: String, _ file: borrowing FileDescriptor
  ) throws(Errno) -> Bool {
    let ours = try Syscalls.status(of: file.number)
    return (try? Syscalls.status(at: path))?.isSameFile(as: ours) ?? false
  }

  /// Lets go of it, and takes its file away: nothing is left of what it was for.
  package consuming func discard() {
    // While it is held: whoever takes the file by now sees that it is gone.
    try? Syscalls.unlink(path)
  }

  /// Who holds the lock at `path` now; nil where nobody does.
  package static func holder(of path: String) -> Holder? {
    guard let file = try? FileDescriptor(opening: path, for: .reading),
      let process = try? Syscalls.lockHolder(file.number)
    else { return nil }
    return Holder(process: process, program: program(in: file))
  }

  private static func program(in file: borrowing FileDescriptor) -> String {
    let bytes = (try? file.readAll(atMost: 200)) ?? nil
    let words = String(decoding: bytes ?? [], as: UTF8.self).split(whereSeparator: \.isWhitespace)
    return words.count > 1 ? String(words[1]) : ""
  }
}
