/// The ways to write an address, for help and the manual.
struct AddressForm {
  let written: String
  let meaning: String

  static let all = [
    AddressForm(written: "-", meaning: "standard input or output; no input means standard input."),
    AddressForm(written: "PATH", meaning: "a file (./fd:3 for one of an odd name)."),
    AddressForm(
      written: "fd:N",
      meaning: "a descriptor that was inherited; of a listening socket, its clients."),
    AddressForm(
      written: "unix:PATH, tcp:HOST:PORT",
      meaning: "connects, to read to the end or to write; waits for who is not there yet."),
    AddressForm(
      written: "unix-listen:PATH, tcp-listen:HOST:PORT",
      meaning: "listens: as an input for any number of clients, as an output for one reader at a "
        + "time. A host must be a loopback address."),
  ]
}
