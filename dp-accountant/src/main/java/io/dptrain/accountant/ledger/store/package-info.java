/**
 * Where the records of a ledger are kept.
 *
 * <p>Read {@link io.dptrain.accountant.ledger.store.RecordStore}, what a store must do, and {@link
 * io.dptrain.accountant.ledger.store.FolderStore}, a folder of a local disk.
 *
 * <p>Guarantees: what was added is found again, in its order, or its loss is noticed. Two writers,
 * in one process or several, take turns.
 *
 * <p>Not guaranteed: locks of network file systems, which may not keep other machines out.
 */
package io.dptrain.accountant.ledger.store;
