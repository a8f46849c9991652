package import Command

/// The envelope of a notification: what the stages need and the receiver never sees
/// (lines.md, section 1).
package struct Meta: Sendable {
  /// Which payload the line belongs to.
  package var id: PayloadID
  /// The number of this line within its payload, from 1.
  package var part: Int
  /// Whether it is the payload's last line.
  package var isLast: Bool
  /// When the batch opened.
  package var at: Timestamp
  /// A JSON value that explains the line (`--explain`), written as it is: a range of the bytes
  /// that are lent together with it.
  package var why: Range<Int>?

  package init(
    id: PayloadID, part: Int, isLast: Bool, at: Timestamp, why: Range<Int>? = nil
  ) {
    self.id = id
    self.part = part
    self.isLast = isLast
    self.at = at
    self.why = why
  }
}
