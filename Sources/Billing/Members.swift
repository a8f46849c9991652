import JSONText

/// The members of one object that bear on what it is, each by its last place: of a key given twice
/// the last one counts.
struct Members {
  private var object: Int32 = -1
  private var type: Int32 = -1
  private var id: Int32 = -1
  private var created: Int32 = -1
  private var data: Int32 = -1
  private var livemode: Int32 = -1
  private var previous: Int32 = -1
  private var customer: Int32 = -1
  private var subscription: Int32 = -1
  private var record: Int32 = -1

  init(_ found: Span<JSONFound>, _ index: Int) {
    var child = index + 1
    while child < found[index].next {
      let place = Int32(truncatingIfNeeded: child)
      switch Field.of(found[child].field) {
      case .object: object = place
      case .type: type = place
      case .id: id = place
      case .created: created = place
      case .data: data = place
      case .livemode: livemode = place
      case .previous: previous = place
      case .customer: customer = place
      case .subscription: subscription = place
      case .record: record = place
      default: break
      }
      child = Int(found[child].next)
    }
  }

  subscript(_ field: Field) -> Int? {
    let place: Int32
    switch field {
    case .object: place = object
    case .type: place = type
    case .id: place = id
    case .created: place = created
    case .data: place = data
    case .livemode: place = livemode
    case .previous: place = previous
    case .customer: place = customer
    case .subscription: place = subscription
    case .record: place = record
    default: preconditionFailure("a member that is not kept")
    }
    return place < 0 ? nil : Int(place)
  }
}
