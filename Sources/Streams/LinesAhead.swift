import JSONText

/// Fills buffers with the lines of a file or a pipe, and scans them.
struct LinesAhead {
  private var scan: any LineScan
  private let readSize: Int
  /// The beginning of the line whose end was not read yet.
  private var rest: [UInt8] = []
  /// Whether the last buffer begins, and ends, inside a line that is longer than a read.
  private var beginsInsideLine = false
  private var endsInsideLine = false
  /// How many lines were left to the reader, one after the other.
  private var misses = 0
  /// How many buffers are left to it after so many, and how many still are.
  private var pause = 0
  private var paused = 0

  /// After so many misses lines are no texts, or texts have several lines each, or all are such that
  /// nothing can be said of them: the next ones probably are, too.
  private static let patience = 64
  private static let longestPause = 64
  /// As long the rest of a line is as a rule at most, in front of a read.
  static let usualRest = 16 * 1024

  init(_ scan: any LineScan, readSize: Int) {
    self.scan = scan
    self.readSize = readSize
  }

  /// Reads once: what `batch` then holds are whole lines, or the beginning of one that is longer.
  ///
  /// What cannot be read is thrown where it is for the moment alone, and noted in `batch` else.
  mutating func fill(_ batch: inout ReadAhead.Batch, from number: Int32) throws(Errno) {
    batch.scanned.removeAll()
    let size = max(rest.count, Self.usualRest) + readSize + Padding.length
    if batch.buffer.count < size { batch.buffer = [UInt8](repeating: 0, count: size) }
    Syscalls.copy(rest, into: &batch.buffer, at: 0)
    let begun = rest.count
    let count: Int
    do throws(Errno) {
      count = try Syscalls.read(number, into: &batch.buffer, begun..<begun + readSize)
    } catch .wouldBlock {
      throw .wouldBlock
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
    beginsInsideLine = endsInsideLine
    endsInsideLine = batch.end > 0 && batch.buffer[batch.end - 1] != UInt8(ascii: "\n")
  }

  /// Scans the lines of what was filled last.
  mutating func scanLines(of batch: inout ReadAhead.Batch) {
    if paused > 0 {
      paused -= 1
      return
    }
    scanLines(of: batch.buffer, to: batch.end, into: &batch.scanned)
    if misses == Self.patience {
      pause = min(2 * pause + 1, Self.longestPause)
      (paused, misses) = (pause, 0)
    }
  }

  private mutating func scanLines(
    of buffer: [UInt8], to end: Int, into scanned: inout ScannedLines
  ) {
    var start = 0
    while !scanned.isFull,
      let newline = Syscalls.firstIndex(of: UInt8(ascii: "\n"), in: buffer, start..<end)
    {
      let line = start..<newline
      if (start == 0 && beginsInsideLine) || misses == Self.patience || line.isEmpty {
        scanned.append(line)
      } else if scanned.append(line, of: buffer.span, scannedBy: &scan) {
        (misses, pause) = (0, 0)
      } else {
        misses += 1
      }
      start = newline + 1
    }
  }

  /// What was read and not given yet.
  func handBack() -> ReadAhead.Batch {
    let padding = [UInt8](repeating: 0, count: Padding.length)
    return ReadAhead.Batch(buffer: rest + padding, end: rest.count, isHandedBack: true)
  }
}
