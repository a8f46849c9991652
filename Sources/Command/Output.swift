package import JSONText

/// What a stage gives while it works: lines, and what is to be said beside them.
///
/// The loop around the stage empties it: it writes the lines, prints the warnings, counts the
/// skipped, and reports the late rejections.
package struct Output {
  /// The lines, each with its `\n`.
  package var lines = LineBuffer()

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

  /// Whether there is anything beside the lines that waits to be said.
  var hasNotes: Bool { !warnings.isEmpty || !skips.isEmpty || !late.isEmpty }

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
