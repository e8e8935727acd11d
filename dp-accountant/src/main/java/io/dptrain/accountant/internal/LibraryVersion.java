package io.dptrain.accountant.internal;

/** The version of this library, for records that outlive it. */
public final class LibraryVersion {
  public static final String VALUE = "0.1.0-SNAPSHOT";

  private LibraryVersion() {}
}
