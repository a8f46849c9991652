package import JSONText

/// Scans lines before their turn comes: what is picked out of a line depends on its bytes alone.
package protocol LineScan {
  /// Scans the line `bytes[range]` and writes what is picked out of it over the elements of `found`
  /// from `start` on; gives how many there are and the sort of the text, which is the reader's to name
  /// (0 or more).
  /// What it works out of them is appended to `notes`.
  ///
  /// Nil for a line that is no such text: whoever reads it scans it again, and says what is wrong.
  /// Behind the line stand a control character and ``Padding/length`` readable bytes.
  mutating func scan(
    _ bytes: Span<UInt8>, _ range: Range<Int>, over found: inout [JSONFound], from start: Int,
    notes: inout [ScanNote]
  ) -> (count: Int, sort: Int)?
}

/// What a ``LineScan`` worked out of a line, in its reader's terms.
///
/// What was picked out of the line was written by another core, as a rule, and each look at it costs
/// more than a note: who reads the notes needs to look there for what is rare alone.
package struct ScanNote: Sendable, Equatable {
  /// What it is about.
  package var key: Int32
  /// The place of what it is about among what was picked out of the line; -1 where there is none.
  package var place: Int32
  /// What it says of it.
  package var value: Int64
  /// Where in the bytes that stands, and behind its last one.
  package var start: Int32
  package var end: Int32

  @inline(__always)
  package init(key: Int32, place: Int32, value: Int64, start: Int32, end: Int32) {
    self.key = key
    self.place = place
    self.value = value
    self.start = start
    self.end = end
  }

  /// The same as a range.
  package var range: Range<Int> { Int(start)..<Int(end) }
}

/// Where among ``ScannedLines/found`` and ``ScannedLines/notes`` those of one line are, and its sort.
package struct ScannedLine: Sendable {
  /// Of ``ScannedLines/found``.
  package var found: Range<Int>
  /// Of ``ScannedLines/notes``.
  package var notes: Range<Int>
  /// As the ``LineScan`` says.
  package var sort: Int
}

/// The lines of a buffer, in the order in which they stand, and what was picked out of them.
package struct ScannedLines: Sendable {
  /// A line and its part of ``ScannedLines/found``; its sort is negative if it was not scanned.
  private struct Line {
    var start: Int32
    var end: Int32
    var firstFound: Int32 = 0
    var foundCount: Int32 = 0
    var firstNote: Int32 = 0
    var noteCount: Int32 = 0
    var sort: Int32 = -1
  }

  /// What was picked out of all lines, and behind it what is left of earlier buffers.
  package private(set) var found: [JSONFound] = []
  /// What was worked out of all lines.
  package private(set) var notes: [ScanNote] = []
  private var used = 0
  private var lines: [Line] = []
  /// The line that is asked for next, as a rule.
  private var next = 0

  /// How many lines of a buffer are noted at most; further ones are looked for where they are read.
  private static let limit = 16_384
  /// How many values are picked out of a line, but for rare ones.
  private static let room = 512

  package init() {}

  mutating func removeAll() {
    lines.removeAll(keepingCapacity: true)
    notes.removeAll(keepingCapacity: true)
    used = 0
    next = 0
  }

  /// Whether there is no room for another line.
  var isFull: Bool { lines.count == Self.limit }

  /// Adds a line, and scans it with `scan`; says whether that could be done.
  mutating func append(
    _ line: Range<Int>, of bytes: Span<UInt8>, scannedBy scan: inout any LineScan
  ) -> Bool {
    append(line)
    // Too little room is found out by a scan that is then done again.
    if found.count - used < Self.room {
      found.append(contentsOf: repeatElement(.none, count: max(found.count, Self.room)))
    }
    let noted = notes.count
    guard let (count, sort) = scan.scan(bytes, line, over: &found, from: used, notes: &notes) else {
      return false
    }
    let last = lines.count - 1
    lines[last].firstNote = Int32(truncatingIfNeeded: noted)
    lines[last].noteCount = Int32(truncatingIfNeeded: notes.count - noted)
    lines[last].firstFound = Int32(truncatingIfNeeded: used)
    lines[last].foundCount = Int32(truncatingIfNeeded: count)
    lines[last].sort = Int32(truncatingIfNeeded: sort)
    used += count
    return true
  }

  /// Adds a line that is not scanned.
  mutating func append(_ line: Range<Int>) {
    lines.append(
      Line(
        start: Int32(truncatingIfNeeded: line.lowerBound),
        end: Int32(truncatingIfNeeded: line.upperBound)))
  }

  /// Where the line ends that `index` is in, if it was noted.
  mutating func lineEnd(from index: Int) -> Int? {
    while next > 0 && lines[next - 1].end >= index { next -= 1 }
    while next < lines.count && lines[next].end < index { next += 1 }
    return next < lines.count ? Int(lines[next].end) : nil
  }

  /// What was picked out of the line `range`, the one that was looked for last.
  func line(_ range: Range<Int>) -> ScannedLine? {
    guard next < lines.count else { return nil }
    let line = lines[next]
    guard line.sort >= 0 && line.start == range.lowerBound && line.end == range.upperBound
    else { return nil }
    return ScannedLine(
      found: Int(line.firstFound)..<Int(line.firstFound + line.foundCount),
      notes: Int(line.firstNote)..<Int(line.firstNote + line.noteCount), sort: Int(line.sort))
  }
}
