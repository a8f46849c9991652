/// One movement as it stands in a line that was read.
package struct FoundMovement: Sendable {
  /// What it is.
  package var type = MovementType.new
  /// Its whole object: an index into ``NotificationReader/found``.
  package var object: Int
  /// Its currency, a string: an index, or -1 where the line has none.
  package var currency = -1
  /// Its date, a string: an index, or -1 where the line has none.
  package var date = -1

  /// Its type and change, indices.
  var typeIndex = -1
  var mrrChangeIndex = -1
  /// Whether something of it is not what it should be.
  var isBad = false

  init(object: Int) { self.object = object }
}
