import Components
import FirstSteps
import FirstStepsUseCases
import Kernel
import Markup

/// What was just put in force, with the file that says the same.
public struct AppliedStepPage: Page {
  public var title: String { "In force" }
  public var place: Place? { .firstSteps }
  public var crumbs: [Crumb] { [Crumb("First steps", FirstStepsShown.path)] }
  public var step: FirstStep
  /// What holds from now on.
  public var words: String
  public var file: String

  public init(step: FirstStep, words: String, file: String) {
    (self.step, self.words, self.file) = (step, words, file)
  }

  public func write(_ html: HTML, for reader: Reader) {
    html.heading("\(step.title): in force", lead: words) {
      html.a("Go on", .class("button main"), .href(FirstStepsShown.path), .autofocus)
    }
    html.part("Keep this file") {
      html.p(
        "It says the same as what was typed. Kept beside your configuration it can be reviewed, changed and put in force "
          + "again with: mainstay apply FILE.")
      html.pre(file, .class("file-text"), .tabindex(0), .aria("label", "The file"), .role("region"))
    }
  }
}
