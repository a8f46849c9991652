import JSONText

/// Lines in: reads a descriptor in large pieces and gives out its lines where they stand in memory.
///
/// What a range means holds until the next call of ``fill()``. Behind every line stand a control
/// character and ``Padding/length`` readable bytes, the first of them zeros where the data end.
/// A byte order mark at the very start is skipped; lines of white space alone are skipped, but
/// counted. A `\r` before the `\n` stays in the range, for it is white space to JSON and part of
/// the line as it came.
package struct LineSource: ~Copyable {
  /// What came of a ``fill()``.
  package enum Fill: Sendable, Equatable {
    case data, end
    /// Nothing at the moment, on a descriptor that does not block.
    case nothing
  }

  /// What it is called in messages: a path, or `<stdin>`.
  package let name: String
  /// Lines longer than this are ``LineEvent/excess(_:isFirst:isLast:)``.
  package let maxLine: Int
  /// How many bytes were read so far.
  package private(set) var bytesRead = 0
  /// The number of the line given last, or of the last line of the record given last; from 1.
  package private(set) var lineNumber = 0
  /// Whether the input has ended; lines may still be in memory.
  package private(set) var isAtEnd = false
  /// Lent to whoever looks at a line; its length says nothing of the data in it.
  package private(set) var buffer: [UInt8]

  /// The descriptor, to wait for; reading it is ``fill()``'s alone, and may change it.
  package private(set) var number: Int32

  private let descriptor: FileDescriptor?
  /// That of ``descriptor``, and -1 where there is none.
  private let ownNumber: Int32
  private let merge: ClientMerge?
  private var ahead: ReadAhead?
  /// Makes what scans the lines of a pipe ahead, until that is done.
  private var makeScan: (@Sendable () -> any LineScan)?
  /// How many more reads of a pipe gave much than little.
  private var largeReads = 0
  /// Whether its lines are scanned ahead, as far as they can be.
  package private(set) var isScannedAhead: Bool
  /// What was picked out of the lines in the buffer that were scanned ahead.
  package private(set) var scanned = ScannedLines()
  private let readSize: Int
  private var isStopping = false
  private var readSinceStop = 0
  /// `recordStart <= position <= searched <= end`: the record given last begins at the first and
  /// ends before the second, where the next line begins; there is no newline before the third.
  private var recordStart = 0
  private var position = 0
  private var searched = 0
  private var end = 0
  private var isInsideExcess = false
  private var isBehindMark = false
  /// Where in the buffer the lines of one of several clients end, as far as they are not passed.
  private var seams: [ClientMerge.Seam] = []

  /// How much is read first: often there is no more, and memory that nobody needs is not asked for.
  private static let firstRead = 16 * 1024

  /// How many large reads it takes to read ahead from a pipe: with fewer it is its writer that is
  /// waited for.
  private static let patience = 8

  /// The lines of a file or a pipe; a pipe that is always full is read ahead by a thread, if its lines
  /// can be scanned by what `makeScan` makes.
  package init(
    _ descriptor: consuming FileDescriptor, name: String, maxLine: Int, readSize: Int = 256 * 1024,
    makeScan: (@Sendable () -> any LineScan)? = nil
  ) {
    descriptor.enlargePipe()
    ownNumber = descriptor.number
    number = ownNumber
    self.descriptor = consume descriptor
    merge = nil
    ahead = nil
    isScannedAhead = false
    self.makeScan = makeScan
    self.name = name
    self.maxLine = maxLine
    self.readSize = readSize
    buffer = [UInt8](repeating: 0, count: min(readSize, Self.firstRead) + Padding.length)
  }

  /// The lines of a socket's clients.
  package init(
    _ merge: ClientMerge, name: String, maxLine: Int, readSize: Int = 256 * 1024
  ) {
    number = merge.number
    descriptor = nil
    ownNumber = -1
    self.merge = merge
    ahead = nil
    isScannedAhead = false
    self.name = name
    self.maxLine = maxLine
    self.readSize = readSize
    buffer = [UInt8](repeating: 0, count: readSize + Padding.length)
  }

  /// The lines of a file that is read ahead.
  package init(_ ahead: ReadAhead, name: String, maxLine: Int, readSize: Int = 256 * 1024) {
    number = ahead.number
    descriptor = nil
    ownNumber = -1
    merge = nil
    self.ahead = ahead
    isScannedAhead = true
    self.name = name
    self.maxLine = maxLine
    self.readSize = readSize
    buffer = [UInt8](repeating: 0, count: min(readSize, Self.firstRead) + Padding.length)
  }

  /// Where the record given last stands now, its last `\n` not included.
  package var record: Range<Int> {
    let hasNewline = position > recordStart && buffer[position - 1] == UInt8(ascii: "\n")
    return recordStart..<(hasNewline ? position - 1 : position)
  }

  /// What was picked out of the line `range`, which was given last, if it was scanned ahead.
  ///
  /// Changes nothing: what only reads would be given a copy of the source by other modules.
  package mutating func scannedLine(_ range: Range<Int>) -> ScannedLine? {
    isScannedAhead ? scanned.line(range) : nil
  }

  /// Since when there has been nothing to read, where another thread does: in milliseconds of
  /// ``Clock/monotonicMilliseconds()``, now where there is something; the least where no other does.
  package var waitingSince: Int { ahead?.waitingSince ?? .min }

  /// What is in memory of the line whose end is not.
  package var rest: Range<Int> { position..<end }

  /// Whether a line was begun whose end is not in memory yet; after ``stop()`` also whether what was on
  /// its way is still to come: from a client, or what was read ahead of a pipe.
  package var isInsideLine: Bool {
    merge?.isExpectingMore ?? false || isInsideExcess || position < end || isHandingBack
  }

  /// Whether what was read ahead of a pipe is still to come, and nothing more.
  package var isHandingBack: Bool { isStopping && ahead != nil && ownNumber >= 0 }

  /// Whether the record given last was cut off: its client went away inside it.
  package var isCutOff: Bool { seams.contains { $0.end == position && $0.isCut } }

  /// Whether the next lines may be those of another client.
  package var isAtSeam: Bool { seams.contains { $0.end == position } }

  /// What is to be said on standard error, taken out.
  package func takeWarning() -> String? {
    defer { merge?.warning = nil }
    return merge?.warning
  }

  /// The next line, if it is whole in memory.
  package mutating func nextLine(keepingBlank: Bool = false) -> LineEvent {
    if !isBehindMark && !passMark() { return .more }
    while true {
      recordStart = position
      if isInsideExcess { return nextPiece() }
      guard let lineEnd = findLineEnd() else {
        if isAtEnd { return .end }
        if end - position <= maxLine { return .more }
        lineNumber += 1
        isInsideExcess = true
        return piece(to: end, next: end, isFirst: true, isLast: false)
      }
      lineNumber += 1
      if lineEnd - position > maxLine {
        return piece(to: lineEnd, next: min(lineEnd + 1, end), isFirst: true, isLast: true)
      }
      take(lineEnd)
      if buffer[recordStart] <= 0x20 && !keepingBlank && isBlank(recordStart..<lineEnd) { continue }
      return .line(recordStart..<lineEnd)
    }
  }

  /// The record given last, longer by the following line; the line end between them is kept.
  ///
  /// Gives ``LineEvent/excess(_:isFirst:isLast:)`` with the record as it was, and leaves the line
  /// to ``nextLine(keepingBlank:)``, if both together are longer than allowed.
  package mutating func extendRecord() -> LineEvent {
    if isAtSeam { return .end }
    let lineEnd = findLineEnd()
    if (lineEnd ?? end) - recordStart > maxLine {
      return .excess(record, isFirst: true, isLast: true)
    }
    guard let lineEnd else { return isAtEnd ? .end : .more }
    lineNumber += 1
    take(lineEnd)
    return .line(recordStart..<lineEnd)
  }

  /// Goes back: the next line is the one that begins at `index` in the record given last, and its
  /// number is `line`.
  package mutating func resume(at index: Int, line: Int) {
    precondition(recordStart <= index && index <= position, "only within the last record")
    position = index
    searched = index
    lineNumber = line - 1
  }

  /// Reads once (`read(2)`).
  package mutating func fill() throws(Errno) -> Fill {
    if isAtEnd { return .end }
    if let merge { return try fill(from: merge) }
    if let ahead { return try fill(from: ahead) }
    makeRoom()
    let room = min(pieceSize, buffer.count - Padding.length - end)
    let count: Int
    do throws(Errno) {
      count = try Syscalls.read(number, into: &buffer, end..<end + room)
    } catch .wouldBlock {
      return .nothing
    }
    noteRead(count)
    readSinceStop += isStopping ? count : 0
    if makeScan != nil { noteSize(of: count) }
    if count > 0 { return .data }
    isAtEnd = true
    return .end
  }

  /// How much is read at once: after a stop a byte, so that what is read ends with the line.
  ///
  /// More would begin the next one, whose rest would be wanted then, without an end.
  private var pieceSize: Int {
    // The rest of a huge line would take too long; what is read too much is little beside it.
    isStopping ? readSinceStop < 64 * 1024 ? 1 : 4096 : readSize
  }

  private mutating func noteRead(_ count: Int) {
    end += count
    bytesRead += count
    for index in end..<end + Padding.length { buffer[index] = 0 }
  }

  // MARK: Clients

  /// No more is wanted than the rest of a line, and what was read ahead of a pipe.
  ///
  /// The clients of a socket are told, once: ``fill()`` gives what they had sent, until they have
  /// ended.
  package mutating func stop() throws(Errno) {
    isStopping = true
    makeScan = nil
    if ownNumber >= 0 { ahead?.stop() }
    try merge?.stop()
  }

  /// Ends a socket's clients, wherever they are: what is left of some of them is then in memory, and
  /// there may be more of them.
  ///
  /// False on other inputs.
  package mutating func giveUp() throws(Errno) -> Bool {
    guard let merge else { return false }
    try merge.giveUp()
    take(from: merge)
    isAtEnd = !merge.isExpectingMore
    return true
  }

  /// Reads nobody but the client whose lines were given last, where what it sends next belongs to
  /// them: to be said before each ``fill()``.
  package func keepToClient(_ belongsTogether: Bool) throws(Errno) {
    try merge?.keepToLast(belongsTogether)
  }

  private mutating func fill(from merge: ClientMerge) throws(Errno) -> Fill {
    let fill = try merge.advance()
    take(from: merge)
    isAtEnd = fill == .end
    return fill
  }

  private mutating func take(from merge: ClientMerge) {
    let count = merge.ready.count
    if count == 0 { return }
    makeRoom(for: count)
    Syscalls.copy(merge.ready, into: &buffer, at: end)
    seams.removeAll { $0.end <= recordStart }
    seams += merge.seams.map { ClientMerge.Seam(end: end + $0.end, isCut: $0.isCut) }
    noteRead(count)
    merge.ready.removeAll(keepingCapacity: true)
    merge.seams = []
  }

  // MARK: Reading ahead

  /// Begins to read ahead once most reads give much.
  private mutating func noteSize(of count: Int) {
    largeReads = max(0, largeReads + (count >= readSize / 2 ? 1 : -1))
    guard largeReads == Self.patience, let makeScan else { return }
    self.makeScan = nil
    let size = ReadAhead.size(beside: readSize)
    guard let ahead = try? ReadAhead(number, readSize: size, makeScan: makeScan) else { return }
    number = ahead.number
    isScannedAhead = true
    self.ahead = ahead
  }

  /// Reads by itself again, where the thread left off.
  private mutating func endReadingAhead() {
    number = ownNumber
    isScannedAhead = false
    ahead = nil
  }

  private mutating func fill(from ahead: ReadAhead) throws(Errno) -> Fill {
    guard var batch = try ahead.next() else { return .nothing }
    if let failure = batch.failure { throw failure }
    isAtEnd = batch.isLast
    let count = batch.end
    // Nothing in memory is needed any more, as a rule: buffers and what is known of them are
    // exchanged. Else what is known does not stand where it stood.
    if position == end && recordStart == end {
      swap(&buffer, &batch.buffer)
      swap(&scanned, &batch.scanned)
      (recordStart, position, searched) = (0, 0, 0)
      end = count
      bytesRead += count
    } else {
      scanned.removeAll()
      makeRoom(for: count)
      Syscalls.copy(batch.buffer, 0..<count, into: &buffer, at: end)
      noteRead(count)
    }
    if batch.isHandedBack {
      endReadingAhead()
    } else if !batch.isLast {
      ahead.giveBack(&batch)
    }
    return batch.isLast && count == 0 ? .end : .data
  }

  // MARK: Within the buffer

  /// Where the line at ``position`` ends: at its `\n`, or where the input ends.
  private mutating func findLineEnd() -> Int? {
    if isScannedAhead, let known = scanned.lineEnd(from: searched) { return known }
    if let newline = Syscalls.firstIndex(of: UInt8(ascii: "\n"), in: buffer, searched..<end) {
      return newline
    }
    searched = end
    return isAtEnd && position < end ? end : nil
  }

  private mutating func take(_ lineEnd: Int) {
    position = min(lineEnd + 1, end)
    searched = position
  }

  private mutating func nextPiece() -> LineEvent {
    if let lineEnd = findLineEnd() {
      isInsideExcess = false
      return piece(to: lineEnd, next: min(lineEnd + 1, end), isFirst: false, isLast: true)
    }
    if isAtEnd {
      isInsideExcess = false
      return piece(to: end, next: end, isFirst: false, isLast: true)
    }
    if position == end { return .more }
    return piece(to: end, next: end, isFirst: false, isLast: false)
  }

  private mutating func piece(
    to pieceEnd: Int, next: Int, isFirst: Bool, isLast: Bool
  ) -> LineEvent {
    position = next
    searched = next
    return .excess(recordStart..<pieceEnd, isFirst: isFirst, isLast: isLast)
  }

  private func isBlank(_ range: Range<Int>) -> Bool {
    for index in range {
      let byte = buffer[index]
      if byte != 0x20 && byte != 0x09 && byte != 0x0D { return false }
    }
    return true
  }

  /// Skips a byte order mark; false while it cannot be told yet.
  private mutating func passMark() -> Bool {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let present = min(3, end)
    if present < 3 && !isAtEnd && buffer[..<present] == mark[..<present] { return false }
    isBehindMark = true
    if present == 3 && buffer[..<3] == mark[...] {
      position = 3
      searched = 3
    }
    return true
  }

  /// Makes room for a read of at least half the usual size, or for `count` bytes.
  ///
  /// What is still needed is moved to the front; if that is not enough, the buffer grows, but never
  /// beyond `maxLine` and two reads, and `count`.
  private mutating func makeRoom(for count: Int = 0) {
    if recordStart > 0 {
      Syscalls.moveToFront(&buffer, recordStart..<end)
      position -= recordStart
      searched -= recordStart
      end -= recordStart
      for index in seams.indices { seams[index].end -= recordStart }
      recordStart = 0
    }
    let capacity = buffer.count - Padding.length
    let usual = bytesRead == 0 ? min(readSize, Self.firstRead) : readSize
    if capacity - end >= max(count, (usual + 1) / 2) { return }
    let wanted = max(end + max(count, usual), min(capacity * 2, maxLine + readSize))
    // As a new array: growing this one takes it byte by byte in builds for debugging.
    var larger = [UInt8](repeating: 0, count: wanted + Padding.length)
    Syscalls.copy(buffer, 0..<end, into: &larger, at: 0)
    buffer = larger
  }
}
