/** What private training costs beside ordinary training, measured in turn in one process. */
package io.dptrain.examples.bench;
