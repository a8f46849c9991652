/// One movement as it stands in a line that was read.
package struct FoundMovement: Sendable {
  /// Its whole object: an index into ``NotificationReader/found``.
  package var object: Int
  package var type = MovementType.new
  package var mrrChange: Int64 = 0
  /// Its currency and date, strings: indices, or -1 where the line has none.
  package var currency = -1
  package var date = -1

  /// Its type and change, where they were found, not yet looked at.
  var typeIndex = -1
  var mrrChangeIndex = -1

  init(object: Int) { self.object = object }
}
