/// A text that somebody labelled.
public struct LabelledText: Hashable, Sendable {
  public var text: String
  public var label: String

  public init(text: String, label: String) { (self.text, self.label) = (text, label) }
}
