/**
 * What was spent on a data set, by whom, kept beyond the process and enforced over all of them.
 *
 * <p>Read {@link io.dptrain.accountant.ledger.BudgetAuthority}, where everything begins; {@link
 * io.dptrain.accountant.ledger.SpendingPlan}, what is declared before; {@link
 * io.dptrain.accountant.ledger.Reservation}, by which it is charged; and {@link
 * io.dptrain.accountant.ledger.BudgetReport}, what became of it.
 *
 * <p>Guarantees: a charge is on disk before it returns. No record is lost or changed without being
 * noticed, but by whoever replaces all of the folder by an older one: whoever must rule that out
 * keeps the hash of {@link io.dptrain.accountant.ledger.BudgetReport} elsewhere.
 *
 * <p>Not guaranteed: locks of network file systems, which may not keep other machines out; several
 * machines share a database.
 */
package io.dptrain.accountant.ledger;
