/** What two nets do to each other when one learns to tell the other's output from real data. */
package io.dptrain.examples.lab.gan;
