#!/usr/bin/python3
"""Coupons, against a real daemon: many who redeem the same one at once, and retries that cross one another and a kill.

    coupons_test.py BIN_FOLDER
"""
import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from credit_test import code_of, in_one_shop  # noqa: E402

REDEEMERS = 32


def a_coupon_is_redeemed_by_one_of_many(shop):
    anna = shop.customer("anna")
    shop.admin.call("coupons.assign", {**anna, "code": "WELCOME"})

    def redeem(number, connection):
        return code_of(lambda: connection.call("coupons.redeem", {**anna, "code": "WELCOME", "order": f"order {number}"}))

    codes = shop.at_once(REDEEMERS, redeem)
    assert codes.count("done") == 1 and codes.count("invalid_token") == REDEEMERS - 1, codes
    coupon, = shop.admin.call("coupons.list", anna)["items"]
    assert coupon["order"] == f"order {codes.index('done')}", coupon


def one_key_redeems_once(shop):
    ben = shop.customer("ben")
    shop.admin.call("coupons.assign", {**ben, "code": "WELCOME"})
    redeem = {**ben, "code": "WELCOME", "order": "order 1"}
    answers = shop.at_once(16, lambda _, connection: connection.call("coupons.redeem", redeem, {"idem": "order 1"}))
    assert all(each == answers[0] for each in answers), answers
    shop.daemon.kill()
    shop.starts()
    assert shop.admin.call("coupons.redeem", redeem, {"idem": "order 1"}) == answers[0]
    assert code_of(lambda: shop.admin.call("coupons.redeem", redeem)) == "invalid_token"


def a_code_is_given_once_however_many_give_it(shop):
    eve = shop.customer("eve")
    shop.at_once(16, lambda number, connection: connection.call("coupons.assign", {**eve, "code": "WELCOME", "reference": f"{number}"}))
    assert len(shop.admin.call("coupons.list", eve)["items"]) == 1


if __name__ == "__main__":
    in_one_shop(sys.argv[1], a_coupon_is_redeemed_by_one_of_many, one_key_redeems_once,
                a_code_is_given_once_however_many_give_it)
