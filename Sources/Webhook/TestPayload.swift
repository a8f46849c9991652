import Command
import JSONText
import Streams

/// The payload of `test`: it looks like a real notification, and its ids say what it is.
enum TestPayload {
  /// The line that is given to `mrr-post`; each has an id of its own.
  static func line(at time: Timestamp) -> [UInt8] {
    var line = LineBuffer()
    line.append(
      literal: """
        {"event":"mrr_movement","account_id":"acc_test_123","customer":{"id":"cus_test_123",\
        "name":"Test Customer","email":"test@example.com","status":"active"},"movements":[{\
        "type":"new","mrr_change":4900,"currency":"usd","date":"
        """)
    time.utcDate.append(to: &line)
    line.append(
      literal: """
        ","plan_name":"Pro Plan","subscription_id":"sub_test_123","description":\
        "subscribed to Pro Plan","is_future":false}],"meta":{"id":"
        """)
    line.append(randomID())
    line.append("\"}}\n")
    return line.bytes
  }

  private static func randomID() -> String {
    let digits = String(UInt128.random(in: 0...UInt128.max), radix: 16)
    return "test_" + String(repeating: "0", count: 32 - digits.count) + digits
  }
}
