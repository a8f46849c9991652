/// All that a value holds, down to the last private member.
func described(_ value: some Any) -> String {
  var text = ""
  dump(value, to: &text)
  return text
}
