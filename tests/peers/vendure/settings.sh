# What `up` and `down` have to agree on. Sets PORT, PGPORT, DATABASE and RUN.
PORT=${SHOP_PORT:-3911}
PGPORT=${SHOP_PG_PORT:-$((PORT + 1))}
DATABASE=vendure
state_folder
RUN=$STATE/vendure-$PORT
