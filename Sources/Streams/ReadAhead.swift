import JSONText

/// Reads a large file, or a pipe that is always full, ahead, and scans its lines, in a thread of its
/// own.
///
/// Reading (the kernel copies) and scanning take most of the time of a run, and need nothing of what
/// the rest of the work remembers. So they are done on another core, a few buffers ahead. Who reads
/// the lines takes its share of the scanning: while nothing is ready for it, a buffer comes to it as it
/// was read.
///
/// Buffers go from the thread to the reader and back; a byte in a pipe says each time that one did,
/// so that the reader can wait for signals as well. Once nothing more is wanted (``stop()``), or the
/// reader is gone, the thread ends; what it had read by then it hands over to whoever still asks.
package final class ReadAhead {
  /// A buffer on its way.
  struct Batch: Sendable {
    /// Lines, each with its end unless it is longer than a read, and ``Padding/length`` zeros.
    var buffer: [UInt8]
    /// Where they end.
    var end = 0
    var scanned = ScannedLines()
    /// Whether it is the last one.
    var isLast = false
    /// Whether nothing more is read though there may be more: it ends where the reading ended, which
    /// may be inside a line.
    var isHandedBack = false
    /// Why there are no more.
    var failure: Errno?
  }

  /// To be waited for: it can be read when ``next()`` gives something.
  let number: Int32

  private let shared: Shared
  /// Says that a buffer came back, and with its end that nothing more is wanted.
  private var returned: FileDescriptor?

  /// How much is read at a time where `readSize` would be without a thread: there are several
  /// buffers, and all of them together are to need little memory.
  package static func size(beside readSize: Int) -> Int { max(1, readSize / 2) }

  /// How many buffers there are beside the one that is being read.
  private static let depth = 6
  /// Buffers go back in groups: to wake the thread costs more than to fill a buffer.
  private static let group = 3
  private var held: [Batch] = []

  /// Whether `file` is worth a thread: a regular file of some size, on a machine that has two cores
  /// for us.
  package static func isWorthwhile(_ file: borrowing FileDescriptor, readSize: Int) -> Bool {
    guard let status = try? file.status, status.kind == .regular else { return false }
    return status.size >= 8 * readSize && Syscalls.processors() > 1
  }

  /// Whether `file` may become worth a thread: a pipe, on such a machine.
  package static func isPossible(_ file: borrowing FileDescriptor) -> Bool {
    guard let status = try? file.status, status.kind == .pipe else { return false }
    return Syscalls.processors() > 1
  }

  /// Reads the open file `number` from where it stands, `readSize` bytes at a time, through a
  /// descriptor of its own; `makeScan` makes, in the thread, what scans the lines.
  ///
  /// With `sharesWork` some buffers are not scanned, as said above. Throws where a descriptor or the
  /// thread cannot be had.
  package init(
    _ number: Int32, readSize: Int, sharesWork: Bool = true,
    makeScan: @escaping @Sendable () -> any LineScan
  ) throws(Errno) {
    let file = try FileDescriptor(duplicating: number)
    // Each is closed again where the next cannot be had.
    let ready = try Syscalls.pipe()
    let readyReading = FileDescriptor(adopting: ready.reading)
    let readyWriting = FileDescriptor(adopting: ready.writing)
    let free = try Syscalls.pipe()
    returned = FileDescriptor(adopting: free.writing)
    shared = Shared(
      file, readSize: readSize, sharesWork: sharesWork,
      readyReading: readyReading, readyWriting: readyWriting,
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
    // Never: we hold the other end, too. The thread gives a last batch whatever happens.
    case .ended: throw Errno.brokenPipe
    }
  }

  /// Gives back a buffer whose contents are of no more use, and leaves nothing of it behind: the
  /// thread would have to copy memory that somebody else still holds.
  func giveBack(_ batch: inout Batch) {
    // One that grew for a long line does not come back: all of them would, in time.
    let isLarge = batch.buffer.count > shared.largest
    held.append(isLarge ? Batch(buffer: []) : batch)
    batch = Batch(buffer: [])
    if held.count < Self.group { return }
    shared.free.withLock { $0 += held }
    held.removeAll(keepingCapacity: true)
    guard let number = returned?.number else { return }
    // The pipe has room for more buffers than there are.
    for _ in 0..<Self.group { try? Shared.putToken(into: number) }
  }

  /// Nothing more is wanted than what was read already: the last of it is a batch that is handed back,
  /// or the last one there is.
  func stop() { returned = nil }

  /// Since when the thread has waited for something to read, in milliseconds of
  /// ``Clock/monotonicMilliseconds()``; now where it does not.
  var waitingSince: Int { shared.waitingSince.withLock { $0 } ?? Clock.monotonicMilliseconds() }

  /// What both sides hold.
  private final class Shared: Sendable {
    let ready = Guarded<[Batch]>([])
    let free = Guarded<[Batch]>([])
    let waitingSince = Guarded<Int?>(nil)
    private let file: FileDescriptor
    private let readSize: Int
    private let sharesWork: Bool
    private let readyReading: FileDescriptor
    private let readyWriting: FileDescriptor
    private let freeReading: FileDescriptor

    init(
      _ file: consuming FileDescriptor, readSize: Int, sharesWork: Bool,
      readyReading: consuming FileDescriptor, readyWriting: consuming FileDescriptor,
      freeReading: consuming FileDescriptor
    ) {
      self.file = file
      self.readSize = readSize
      self.sharesWork = sharesWork
      self.readyReading = readyReading
      self.readyWriting = readyWriting
      self.freeReading = freeReading
    }

    /// How large a buffer may be that is kept.
    var largest: Int { 2 * (readSize + LinesAhead.usualRest) }

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

    /// A buffer to fill; nil once nothing more is wanted.
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

    /// Whether there is enough ready for the reader not to wait while a buffer is scanned.
    private var isReaderProvided: Bool { ready.withLock { $0.count } >= Self.provision }

    /// With one the reader waits now and then, with three it is no faster.
    private static let provision = 2

    // MARK: In the thread

    func work(_ scan: any LineScan) {
      var ahead = LinesAhead(scan, readSize: readSize)
      do throws(Errno) {
        while var batch = try nextFree(), try read(into: &batch, &ahead) {
          if !sharesWork || isReaderProvided { ahead.scanLines(of: &batch) }
          let isLast = batch.isLast
          give(&batch)
          if isLast { return }
        }
        var batch = ahead.handBack()
        give(&batch)
      } catch {
        var batch = Batch(buffer: [], isLast: true, failure: error)
        give(&batch)
      }
    }

    /// Waits until there is something to read; says whether nothing more is wanted.
    private func waitForInput() throws(Errno) -> Bool {
      let interests = [Wait.Interest.hangUp(freeReading.number), .reading(file.number)]
      var ready = try Wait.forAny(interests, milliseconds: 0)
      if !ready.contains(true) {
        waitingSince.withLock { $0 = Clock.monotonicMilliseconds() }
        ready = try Wait.forAny(interests, milliseconds: nil)
        waitingSince.withLock { $0 = nil }
      }
      return ready[0]
    }

    /// Reads once there is something; false once nothing more is wanted.
    private func read(into batch: inout Batch, _ ahead: inout LinesAhead) throws(Errno) -> Bool {
      while true {
        if try waitForInput() { return false }
        // Others may have read what was there.
        do throws(Errno) {
          try ahead.fill(&batch, from: file.number)
          return true
        } catch .wouldBlock {
          continue
        }
      }
    }
  }
}
