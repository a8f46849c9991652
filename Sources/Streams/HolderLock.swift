/// A file that one process at a time holds, with its holder's name in it: `1234 mrr-post`.
///
/// An advisory record lock of `fcntl(2)`: it goes with the process, however that ends, so nothing
/// stale is ever left. The file itself stays; taking it away would let two processes hold two.
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

  /// Takes the lock at `path`, made with mode 0600 if it is not there, under the program's name.
  ///
  /// Throws `held` at once where another process has it. Never take it twice in one process: the
  /// system would grant it.
  package init(taking path: String, as program: String) throws(Refusal) {
    file = try Self.locked(path, as: program)
  }

  private static func locked(
    _ path: String, as program: String
  ) throws(Refusal) -> FileDescriptor {
    var holder: Int32?
    let refused: Holder
    do throws(Errno) {
      let file = try FileDescriptor(opening: path, for: .locking)
      // Between our two questions the holder may leave: then it is free after all.
      for _ in 0..<3 where holder == nil {
        if try Syscalls.lock(file.number) {
          try Syscalls.truncate(file.number)
          let text = [UInt8]("\(Syscalls.processID()) \(program)\n".utf8)
          try file.writeAll(text.span)
          return file
        }
        holder = try Syscalls.lockHolder(file.number)
      }
      refused = Holder(process: holder ?? 0, program: Self.program(in: file))
    } catch {
      throw .system(error)
    }
    throw .held(by: refused)
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
