package io.dptrain.accountant.event;

/** A release that hides nothing. Once composed, epsilon is infinite. */
public record NonPrivateEvent() implements PrivacyEvent {
  @Override
  public String describe() {
    return "NonPrivate";
  }
}
