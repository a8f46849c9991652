import JSONText

/// Reads a large file ahead and scans its lines, in a thread of its own.
///
/// Reading (the kernel copies) and scanning take half of the time of a run whose lines need work
/// beyond it, and need nothing of what that work remembers. So they are done on another core, a few
/// buffers ahead. Of a pipe nothing is read ahead: what was read from it is gone for whoever comes
/// next, and it is its writer that has the other core.
///
/// Buffers go from the thread to the reader and back; a byte in a pipe says each time that one did,
/// so that the reader can wait for signals as well, and the thread ends once the reader is gone.
package final class ReadAhead: Sendable {
  /// A buffer on its way.
  struct Batch: Sendable {
    /// Lines, each with its end unless it is longer than a read, and ``Padding/length`` zeros.
    var buffer: [UInt8]
    /// Where they end.
    var end = 0
    var scanned = ScannedLines()
    /// Whether it is the last one.
    var isLast = false
    /// Why there are no more.
    var failure: Errno?
  }

  /// To be waited for: it can be read when ``next()`` gives something.
  let number: Int32

  private let shared: Shared
  /// Says that a buffer came back, and with its end that nothing more is wanted.
  private let returned: FileDescriptor

  /// How many buffers there are beside the one that is being read.
  private static let depth = 8
  /// Buffers go back in groups: to wake the thread costs more than to fill a buffer.
  private static let group = 4
  private let held = Guarded<[Batch]>([])

  /// Whether `file` is worth a thread: a regular file of some size, on a machine that has two cores
  /// for us.
  package static func isWorthwhile(_ file: borrowing FileDescriptor, readSize: Int) -> Bool {
    guard let status = try? file.status, status.kind == .regular else { return false }
    return status.size >= depth * readSize && Syscalls.processors() > 1
  }

  /// Reads the open file `number` from where it stands, `readSize` bytes at a time, through a
  /// descriptor of its own; `makeScan` makes, in the thread, what scans the lines.
  ///
  /// Throws where a descriptor or the thread cannot be had.
  package init(
    _ number: Int32, readSize: Int, makeScan: @escaping @Sendable () -> any LineScan
  ) throws(Errno) {
    let file = try FileDescriptor(duplicating: number)
    // Each is closed again where the next cannot be had.
    let ready = try Syscalls.pipe()
    let readyReading = FileDescriptor(adopting: ready.reading)
    let readyWriting = FileDescriptor(adopting: ready.writing)
    let free = try Syscalls.pipe()
    returned = FileDescriptor(adopting: free.writing)
    shared = Shared(
      file, readSize: readSize, readyReading: readyReading, readyWriting: readyWriting,
      freeReading: FileDescriptor(adopting: free.reading))
    self.number = ready.reading
    for _ in 0..<Self.depth {
      var batch = Batch(buffer: [])
      giveBack(&batch)
    }
    let shared = shared
    try Syscalls.startThread { shared.work(makeScan()) }
  }

  /// The next buffer, if there is one yet.
  func next() throws(Errno) -> Batch? {
    switch try Shared.takeToken(from: number) {
    case .taken: return shared.ready.withLock { $0.removeFirst() }
    case .none: return nil
    // The thread holds the other end for as long as it has anything to give.
    case .ended: throw Errno.brokenPipe
    }
  }

  /// Gives back a buffer whose contents are of no more use, and leaves nothing of it behind: the
  /// thread would have to copy memory that somebody else still holds.
  func giveBack(_ batch: inout Batch) {
    let count = held.withLock { held -> Int in
      held.append(batch)
      batch = Batch(buffer: [])
      if held.count < Self.group { return 0 }
      shared.free.withLock { $0 += held }
      held.removeAll(keepingCapacity: true)
      return Self.group
    }
    // The pipe has room for more buffers than there are.
    for _ in 0..<count { try? Shared.putToken(into: returned.number) }
  }

  /// What both sides hold.
  private final class Shared: Sendable {
    let ready = Guarded<[Batch]>([])
    let free = Guarded<[Batch]>([])
    private let file: FileDescriptor
    private let readSize: Int
    private let readyReading: FileDescriptor
    private let readyWriting: FileDescriptor
    private let freeReading: FileDescriptor

    init(
      _ file: consuming FileDescriptor, readSize: Int,
      readyReading: consuming FileDescriptor, readyWriting: consuming FileDescriptor,
      freeReading: consuming FileDescriptor
    ) {
      self.file = file
      self.readSize = readSize
      self.readyReading = readyReading
      self.readyWriting = readyWriting
      self.freeReading = freeReading
    }

    enum Token {
      case taken, none, ended
    }

    static func takeToken(from number: Int32) throws(Errno) -> Token {
      var token: [UInt8] = [0]
      do throws(Errno) {
        return try Syscalls.read(number, into: &token, 0..<1) == 1 ? .taken : .ended
      } catch .wouldBlock {
        return .none
      }
    }

    static func putToken(into number: Int32) throws(Errno) {
      let token: [UInt8] = [0]
      _ = try Syscalls.write(number, token.span, 0..<1)
    }

    /// A buffer to fill; nil once nobody reads any more.
    private func nextFree() throws(Errno) -> Batch? {
      while true {
        try Wait.untilReadable(freeReading.number)
        switch try Self.takeToken(from: freeReading.number) {
        case .taken: return free.withLock { $0.popLast() }
        case .none: continue
        case .ended: return nil
        }
      }
    }

    /// As ``ReadAhead/giveBack(_:)``, to the reader.
    private func give(_ batch: inout Batch) {
      ready.withLock { $0.append(batch) }
      batch = Batch(buffer: [])
      // As above.
      try? Self.putToken(into: readyWriting.number)
    }

    // MARK: In the thread

    func work(_ scan: any LineScan) {
      var ahead = LinesAhead(scan, readSize: readSize)
      do throws(Errno) {
        while var batch = try nextFree() {
          ahead.fill(&batch, from: file.number)
          let isLast = batch.isLast
          give(&batch)
          if isLast { return }
        }
      } catch {
        var batch = Batch(buffer: [], isLast: true, failure: error)
        give(&batch)
      }
    }
  }
}

/// Fills buffers with the lines of a file.
private struct LinesAhead {
  private var scan: any LineScan
  private let readSize: Int
  /// The beginning of the line whose end was not read yet.
  private var rest: [UInt8] = []
  /// Whether the last buffer ended inside a line, for it was longer than a read.
  private var isInsideLine = false
  /// How many lines could not be scanned, one after the other.
  private var misses = 0

  /// After so many misses lines are no texts, or texts have several lines each.
  private static let patience = 64
  /// As long the rest of a line is as a rule at most, in front of a read.
  private static let usualRest = 16 * 1024

  init(_ scan: any LineScan, readSize: Int) {
    self.scan = scan
    self.readSize = readSize
  }

  mutating func fill(_ batch: inout ReadAhead.Batch, from number: Int32) {
    batch.scanned.removeAll()
    let size = max(rest.count, Self.usualRest) + readSize + Padding.length
    if batch.buffer.count < size { batch.buffer = [UInt8](repeating: 0, count: size) }
    Syscalls.copy(rest, into: &batch.buffer, at: 0)
    let begun = rest.count
    let count: Int
    do throws(Errno) {
      count = try Syscalls.read(number, into: &batch.buffer, begun..<begun + readSize)
    } catch {
      batch.end = 0
      batch.failure = error
      batch.isLast = true
      return
    }
    let end = begun + count
    batch.isLast = count == 0
    batch.end = end
    rest.removeAll(keepingCapacity: true)
    if !batch.isLast,
      let newline = Syscalls.lastIndex(of: UInt8(ascii: "\n"), in: batch.buffer, begun..<end)
    {
      rest += batch.buffer[newline + 1..<end]
      batch.end = newline + 1
    }
    for index in batch.end..<batch.end + Padding.length { batch.buffer[index] = 0 }
    scanLines(of: batch.buffer, to: batch.end, into: &batch.scanned)
  }

  private mutating func scanLines(
    of buffer: [UInt8], to end: Int, into scanned: inout ScannedLines
  ) {
    var start = 0
    while let newline = Syscalls.firstIndex(of: UInt8(ascii: "\n"), in: buffer, start..<end) {
      let line = start..<newline
      start = newline + 1
      if scanned.isFull { break }
      if isInsideLine || misses == Self.patience || line.isEmpty {
        scanned.append(line)
        isInsideLine = false
      } else if scanned.append(line, of: buffer.span, scannedBy: &scan) {
        misses = 0
      } else {
        misses += 1
      }
    }
    isInsideLine = end > 0 && buffer[end - 1] != UInt8(ascii: "\n")
  }
}
