package import JSONText

/// What a stage gives while it works: lines, and what is to be said beside them.
///
/// The loop around the stage empties it: it writes the lines, prints the warnings, counts the
/// skipped, and reports the late rejections.
package struct Output {
  /// The lines, each with its `\n`.
  package var lines = LineBuffer()

  /// Where in ``lines`` a payload begins whose rest is still to come; nil where all are whole.
  package private(set) var unfinished: Int?

  /// How many lines the stage wrote so far.
  package var written = 0

  /// Sentences for standard error, not yet printed.
  package var warnings: [String] = []

  /// How many records were skipped, by reason, in the order in which the reasons first came.
  package private(set) var skipped: [Figure] = []

  /// Whether each skipped record is told of (`--verbose`).
  package var tellsSkips = false

  /// Records that were skipped and not yet told of.
  var skips: [Skip] = []

  /// A record that was skipped: why, and where it stands; nil for the last one that was read.
  struct Skip {
    var reason: String
    var place: Place?
  }

  /// Records that could be judged only after they were read, not yet reported.
  package var late: [LateRejection] = []

  package init() {}

  /// So much of a payload is kept back until the rest of it is there.
  private static let tailLimit = 4 << 20

  /// How many bytes of ``lines`` may be written now.
  ///
  /// A payload is handed on as a whole, so that whoever reads it can be ended and begun anew
  /// without having the beginning of one whose end goes to the next reader.
  var writable: Int {
    guard let unfinished, lines.count - unfinished <= Self.tailLimit else { return lines.count }
    return unfinished
  }

  /// Appends the line `bytes[line]` as it is; `isUnfinished` says that it is not its payload's last
  /// one, and that the next line is part of the same.
  @inline(__always)
  package mutating func append(
    line bytes: Span<UInt8>, _ line: Range<Int>, isUnfinished: Bool = false
  ) {
    if isUnfinished || unfinished != nil { beginPart(isUnfinished) }
    lines.append(line: bytes, line)
    written &+= 1
  }

  /// What is appended next, by whatever means, is a line of the payload that is unfinished, if one
  /// is; `isUnfinished` as in ``append(line:_:isUnfinished:)``.
  package mutating func beginPart(_ isUnfinished: Bool) {
    if unfinished != nil {
      lines.noteJoint()
    } else if isUnfinished {
      unfinished = lines.count
    }
    if !isUnfinished { unfinished = nil }
  }

  /// Nothing more comes: what is unfinished stays so.
  package mutating func endParts() { unfinished = nil }

  /// Takes out what is not ``writable`` yet; to be given back by ``putBack(_:)``.
  mutating func takeTail() -> LineBuffer {
    let count = writable
    if count == lines.count { return LineBuffer() }
    return lines.takeTail(from: count)
  }

  /// Puts the tail back after what was before it was written.
  mutating func putBack(_ tail: LineBuffer) {
    unfinished = tail.isEmpty ? nil : 0
    if !tail.isEmpty { lines = tail }
  }

  /// Whether there is anything beside the lines that waits to be said.
  package var hasNotes: Bool { !warnings.isEmpty || !skips.isEmpty || !late.isEmpty }

  /// Says something once on standard error (not with `--quiet`).
  package mutating func warn(_ sentence: String) { warnings.append(sentence) }

  /// Counts a record that is none of this stage's business; it is no error.
  ///
  /// Without a place it is the record that was read last.
  package mutating func skip(_ reason: String, at place: Place? = nil) {
    if tellsSkips { skips.append(Skip(reason: reason, place: place)) }
    if let known = skipped.firstIndex(where: { $0.name == reason }) {
      skipped[known].count += 1
    } else {
      skipped.append(Figure(reason, 1))
    }
  }

  /// Refuses a record that was read before.
  package mutating func reject(_ rejection: LateRejection) { late.append(rejection) }
}

/// A refusal that came after its record was read, with what is needed to report it.
package struct LateRejection {
  /// Why, and which record.
  package var rejection: Rejection
  package var place: Place
  /// The record's bytes as they came, for `--rejects`; nil when nobody wants them.
  package var text: [UInt8]?

  package init(_ rejection: Rejection, at place: Place, text: [UInt8]?) {
    self.rejection = rejection
    self.place = place
    self.text = text
  }
}
