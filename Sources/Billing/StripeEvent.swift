import Command
import JSONText
import Streams

/// What a Stripe event says of itself, whatever it is about.
struct StripeEvent {
  var action: StripeEventType
  /// When it happened, in Unix seconds.
  var time: Int64
  var isLive: Bool
  /// Where its id, its object and that one's former attributes stand among the found values; -1 where
  /// there are none.
  var id: Int
  var object: Int
  var previous: Int
  /// What stands between the quotes of its id; empty where that is no string.
  var idContent = 0..<0
  /// Of its id's bytes.
  var digest: UInt64

  /// Reads the event whose members are `event`.
  init(
    _ action: StripeEventType, _ bytes: Span<UInt8>, _ found: Span<JSONFound>, _ event: Members
  ) throws(Rejection) {
    self.action = action
    guard let created = event[.created],
      let time = try FoundReader.time(bytes, found, created)
    else { throw Rejection("created: missing from the event") }
    self.time = time
    guard let data = event[.data], found[data].isObject else {
      throw Rejection("data: missing from the event")
    }
    let inside = Members(found, data)
    guard let object = inside[.object], found[object].isObject else {
      throw Rejection("data.object: missing from the event")
    }
    self.object = object
    previous = inside[.previous] ?? -1
    isLive = try FoundReader.isLive(bytes, found, event[.livemode])
    id = event[.id] ?? -1
    digest = id < 0 ? 0 : SymbolTable.hash(bytes, found[id].range)
    if id >= 0, found[id].isString { idContent = found[id].content }
  }

  /// How many notes it takes.
  static let noteCount = 2

  /// Notes it, but for the former attributes, which the object's notes tell of.
  func note(to notes: inout OutputSpan<ScanNote>) {
    notes.append(
      ScanNote(
        key: action.rawValue, place: Int32(truncatingIfNeeded: id), value: time,
        start: Int32(truncatingIfNeeded: idContent.lowerBound),
        end: Int32(truncatingIfNeeded: idContent.upperBound)))
    notes.append(
      ScanNote(
        key: isLive ? 1 : 0, place: Int32(truncatingIfNeeded: object),
        value: Int64(bitPattern: digest), start: 0, end: 0))
  }

  /// What was noted of an event.
  init(_ notes: Span<ScanNote>) {
    guard let action = StripeEventType(rawValue: notes[0].key) else {
      preconditionFailure("no notes of an event")
    }
    self.action = action
    id = Int(notes[0].place)
    time = notes[0].value
    idContent = notes[0].range
    isLive = notes[1].key == 1
    object = Int(notes[1].place)
    digest = UInt64(bitPattern: notes[1].value)
    previous = -1
  }
}
