/**
 * The records of an epoch, laid out in the order in which its steps read them: one pass through a
 * source, one encrypted scratch file, and reading ahead in it.
 *
 * <p><b>Read first.</b> {@link io.dptrain.core.internal.epoch.Epochs}, which epochs are there and
 * whose turn it is. Records are bytes of one length here; what they mean is known to {@code data}.
 *
 * <p><b>Guarantees.</b> What cannot be had from a scratch file is said to be absent, and never
 * wrong: a slot has a checksum. Nothing is written that is not encrypted under a key that is in
 * memory alone and used for one epoch. Nothing here is thrown at a step.
 *
 * <p><b>What it does not guarantee.</b> That somebody who can write into the file while it is open
 * cannot change records: the checksum is no signature. That the order of its writes tells nothing.
 */
package io.dptrain.core.internal.epoch;
