import Foundation
import Kernel

/// Where words go: results to standard output, everything else to standard error.
enum Say {
  static func result(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

  static func result(_ value: JSON) { result(value.canonical) }

  static func aside(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
