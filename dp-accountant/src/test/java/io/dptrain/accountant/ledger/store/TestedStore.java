package io.dptrain.accountant.ledger.store;

/** What the contracts of stores must be told of a store. */
public interface TestedStore {
  /** The ledger of a test; there may be others beside it. */
  String LEDGER = "ledger";

  /** A new store of a ledger, which has no record before the test adds one. */
  RecordStore store(String ledger);

  /** A new store of the ledger of the test. */
  default RecordStore store() {
    return store(LEDGER);
  }

  /** The call that makes a store, as messages name it. */
  String factoryCall();

  /** Copies the ledger of the test to a place that no store looks at. */
  void copy() throws Exception;

  /** Puts the copy in the place of the ledger. */
  void putBack() throws Exception;
}
