import Foundation

/// A JSON object as Foundation reads it.
package func object(_ text: String) -> [String: Any]? {
  (try? JSONSerialization.jsonObject(with: Data(text.utf8))) as? [String: Any]
}

/// A word that is in no other test's paths.
package func uniqueMark() -> String { "t-" + UUID().uuidString.lowercased() }
