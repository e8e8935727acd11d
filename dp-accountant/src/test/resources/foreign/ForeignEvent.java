package io.dptrain.accountant.event;

/** An event that was added to the vocabulary and to nothing else. */
public record ForeignEvent() implements PrivacyEvent {
  @Override
  public String describe() {
    return "Foreign()";
  }
}
