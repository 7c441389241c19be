import Core

extension Feature {
  /// Every definition of the desk as files. What they put in force is made by the use cases of the wings that it is of.
  public static let definitions = Feature("Definitions")
}
