import Kernel

/// Faults of a short name as people choose them: empty, too long, or with control characters.
package func nameFaults(_ name: String, _ path: String) -> [FieldFault] {
  TextBounds.name.faults(in: name, at: path)
}
