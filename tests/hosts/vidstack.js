// Vidstack is published for bundlers: this is what a page of its own would bundle.
import 'vidstack/player';
import 'vidstack/player/ui';
