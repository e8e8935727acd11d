package io.dptrain.accountant.event;

/** Something that did not look at the data. It costs nothing. */
public record NoOpEvent() implements PrivacyEvent {
  @Override
  public String describe() {
    return "NoOp";
  }
}
