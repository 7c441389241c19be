import Kernel

/// Where words go: results to standard output, everything else to standard error. What cannot be written is told by
/// the command's status.
enum Say {
  static func result(_ text: String) { StandardStream.output.put(text + "\n") }

  static func result(_ value: JSON) { result(value.canonical) }

  static func aside(_ text: String) { StandardStream.error.put(text + "\n") }
}
